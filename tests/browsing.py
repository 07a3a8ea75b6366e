"""A browser by hand: follows Keycloak's pages over HTTP, and keeps `Secure` cookies on loopback as browsers do."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

ACTION = re.compile(r'<form[^>]*\baction="([^"]+)"')
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
STEPS = 8


@dataclass
class Browser:
    """One browser at one issuer. It signs in once; later clients get their code without a form."""

    http: httpx.Client
    issuer: str
    cookies: dict[str, str] = field(default_factory=dict)

    def code(
        self, client: str, redirect_uri: str, scope: str, answers: dict[str, str], **query: str
    ) -> tuple[str, str]:
        """Go through whatever forms Keycloak shows, and return the code and its PKCE verifier.

        RFC 6749 section 4.1, RFC 7636.
        """
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {"client_id": client, "redirect_uri": redirect_uri, "scope": scope, "response_type": "code"}
        asked |= {"state": "s", "code_challenge": challenge, "code_challenge_method": "S256"} | query
        answer = self.request("GET", f"{self.issuer}/protocol/openid-connect/auth?{urlencode(asked)}")
        for _ in range(STEPS):
            place = answer.headers.get("location", "")
            if place.startswith(redirect_uri):
                return parse_qs(urlsplit(place).query).get("code", [""])[0], verifier
            answer = self.request("GET", place) if place else self.submit(answer, answers)
        raise AssertionError(f"no code after {STEPS} pages: {answer.text[:500]}")

    def submit(self, page: httpx.Response, answers: dict[str, str]) -> httpx.Response:
        """Send the page's form with what it hides and what we answer."""
        found = ACTION.search(page.text)
        assert found, page.text[:2000]
        form = {name: unescape(value) for name, value in HIDDEN.findall(page.text)} | answers
        return self.request("POST", str(page.url.join(unescape(found[1]))), form)

    def request(self, method: str, url: str, form: dict[str, str] | None = None) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.http.request(method, url, data=form, headers={"Cookie": cookie}, follow_redirects=False)
        for header in answer.headers.get_list("set-cookie"):
            name, _, value = header.split(";")[0].partition("=")
            self.cookies[name] = value
        self.http.cookies.clear()
        return answer
