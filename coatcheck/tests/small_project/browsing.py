"""A person in a browser, at a login whose provider answers at once."""

import time
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
from django.http import HttpResponse
from django.test import Client

from coatcheck.django.models import LoginSession
from coatcheck.django.session import Held, keep


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


def hold(access: str) -> None:
    """Have the one session there is hold this access token."""
    row = LoginSession.objects.get()
    held = Held.unsealed(row.sealed)
    keep(row, replace(held, tokens=replace(held.tokens, access=access)))


def age(seconds_left: float = 10) -> None:
    """Have the one session there is look as if its access token ended so soon."""
    row = LoginSession.objects.get()
    held = Held.unsealed(row.sealed)
    keep(row, replace(held, tokens=replace(held.tokens, expires_at=time.time() + seconds_left)))
