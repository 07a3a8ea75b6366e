"""What a person does in the browser, in the words of one who watches."""

import shutil
import time

import pytest
from playwright.sync_api import Page, expect

from stack.needs import BROWSERS

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # milliseconds


def sign_in(page: Page, user: str) -> None:
    """Fill in Keycloak's form, whose page is open."""
    page.fill("#username", user)
    page.fill("#password", user)
    page.click("#kc-login")


def visit(page: Page, url: str, user: str) -> None:
    """Go to a page that asks for a sign-in, and sign in."""
    page.goto(url)
    page.get_by_role("link", name="Sign in").first.click()
    sign_in(page, user)
    expect(page.locator(".bar")).to_contain_text(user)


def send(page: Page, title: str, body: str) -> None:
    """Open one of the page's forms, and send it with this body."""
    form = page.locator("details", has=page.locator("summary", has_text=title)).last
    form.locator("summary").click()
    form.get_by_label("Body (JSON)").fill(body)
    form.get_by_role("button", name=title).click()


def answer(page: Page) -> str:
    """Return what the page shows of the service's answer."""
    return page.locator("pre.answer").inner_text()


def is_ended_within(page: Page, url: str, *, seconds: float) -> bool:
    """Tell whether the person's session at `url` is over in time: the page then asks for a new sign-in."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page.goto(url)
        if page.locator("#kc-login").count() or page.get_by_role("heading", name="You are not signed in").count():
            return True
    return False


def find_chromium() -> str:
    """Return where the browser is; without one these tests fail, they are not left out."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium on PATH: `apt-get install chromium`, or another package of it", pytrace=False)
    return path
