"""A person in a browser, at a login whose provider answers at once."""

from urllib.parse import urlsplit

import httpx
from django.http import HttpResponse
from django.test import Client


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
