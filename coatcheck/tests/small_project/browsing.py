"""A person in a browser, at a login whose provider answers at once."""

import time
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
from django.http import HttpResponse
from django.test import Client

from coatcheck.django.models import LoginSession
from coatcheck.django.session import SESSION_KEY, Held, keep
from coatcheck.testing import StandInRealm


def leave(browser: Client, wanted: str = "/who/?page=2") -> str:
    """Return where the provider is asked."""
    return str(browser.get("/login/", {"next": wanted}).url)


def come_back(browser: Client, url: str) -> HttpResponse:
    """Return our answer to what the provider answers at `url`."""
    back = urlsplit(httpx.get(url).headers["location"])
    return browser.get(f"{back.path}?{back.query}")


def sign_in(browser: Client) -> HttpResponse:
    """Return the answer that ends a whole sign-in."""
    return come_back(browser, leave(browser))


def who(browser: Client) -> str | None:
    """Return whom the browser's session speaks for."""
    caller: str | None = browser.get("/who/").json()["caller"]
    return caller


def held() -> Held:
    """Return what the one session there is holds."""
    return Held.unsealed(LoginSession.objects.get().sealed)


def hold(access: str) -> None:
    """Have the one session there is hold this access token."""
    keep(LoginSession.objects.get(), replace(held(), tokens=replace(held().tokens, access=access)))


def age(browser: Client, seconds_left: float = 10) -> None:
    """Have the browser's session look as if its access token had been issued earlier, and ended so soon."""
    row = LoginSession.objects.get(key=browser.session[SESSION_KEY])
    kept = Held.unsealed(row.sealed)
    earlier = kept.tokens.expires_at - time.time() - seconds_left
    issued_at, expires_at = kept.tokens.issued_at - earlier, kept.tokens.expires_at - earlier
    keep(row, replace(kept, tokens=replace(kept.tokens, issued_at=issued_at, expires_at=expires_at)))


def renewals(provider: StandInRealm) -> int:
    """Return how often a renewal was asked for."""
    return sum(request.form.get("grant_type") == ["refresh_token"] for request in provider.received)
