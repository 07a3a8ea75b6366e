"""Somebody whose token is about to end: a user of the test's own, with a real login at a client of the test's own."""

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from browsing import Browser
from realm_admin import RealmAdmin

SCOPES = ["catalog:read", "catalog:write", "billing:read", "billing:write"]
ROLES = ("customer", "catalog-editor", "billing-admin", "manager")
REDIRECT = "http://127.0.0.1/ending"


@dataclass(frozen=True, slots=True)
class Login:
    """What a login gave."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)


@dataclass
class Application:
    """A confidential client that people sign in to, by password or by code, with both services' scopes."""

    http: httpx.Client
    issuer: str
    name: str
    id: str
    secret: str = "a-secret-for-endings"

    def post(self, endpoint: str, **form: str) -> httpx.Response:
        url = f"{self.issuer}/protocol/openid-connect/{endpoint}"
        return self.http.post(url, data=form, auth=(self.name, self.secret))

    def read(self, answer: httpx.Response) -> Login:
        assert answer.status_code == 200, answer.text
        tokens = answer.json()
        return Login(tokens["access_token"], tokens["refresh_token"])

    def login(self, user: str, scope: str = "", *, wait: bool = True) -> Login:
        """Sign in by the password, which is the user's name. `wait` unless nothing was ended in this second."""
        if wait:
            wait_for_next_second()
        asked = scope or "openid " + " ".join(SCOPES)
        return self.read(self.post("token", grant_type="password", username=user, password=user, scope=asked))

    def code(self, browser: Browser, user: str, **query: str) -> dict[str, str]:
        """Sign in with a browser, and return the form that makes tokens of the code."""
        wait_for_next_second()
        answers = {"username": user, "password": user, "accept": "Yes"}
        code, verifier = browser.code(self.name, REDIRECT, "openid " + " ".join(SCOPES), answers, **query)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        return form | {"code_verifier": verifier}

    def refresh(self, login: Login) -> httpx.Response:
        return self.post("token", grant_type="refresh_token", refresh_token=login.refresh)


def wait_for_next_second() -> None:
    """`iat` counts in seconds: what was ended in this very second would mean a token issued now, too."""
    second = int(time.time())
    while int(time.time()) == second:
        time.sleep(0.01)


def make_application(admin: RealmAdmin, http: httpx.Client, issuer: str, **settings: Any) -> Application:
    """Make a client as an administrator would; it may carry every role that the services know."""
    name = f"ending-{uuid.uuid4().hex[:8]}"
    wanted = {
        "clientId": name,
        "secret": Application.secret,
        "directAccessGrantsEnabled": True,
        "redirectUris": [REDIRECT],
        "fullScopeAllowed": False,
        "attributes": {"access.token.header.type.rfc9068": "true"},
        "defaultClientScopes": ["basic", "acr", "roles", "profile"],
        "optionalClientScopes": SCOPES,
    } | settings
    made = admin.create("clients", wanted)
    admin.call("POST", f"clients/{made}/scope-mappings/realm", [admin.get(f"roles/{role}") for role in ROLES])
    return Application(http, issuer, name, made)


def make_user(admin: RealmAdmin, roles: Iterable[str] = ("customer",)) -> Mapping[str, str]:
    """Make a person who can sign in, and return `id` and `name`."""
    name = f"victim-{uuid.uuid4().hex[:8]}"
    wanted = {
        "username": name,
        "enabled": True,
        "firstName": name,
        "lastName": name,
        "email": f"{name}@example.test",
        "emailVerified": True,
        "credentials": [{"type": "password", "value": name, "temporary": False}],
    }
    made = admin.create("users", wanted)
    admin.call("POST", f"users/{made}/role-mappings/realm", [admin.get(f"roles/{role}") for role in roles])
    return {"id": made, "name": name}
