"""People in front of a headless Chromium, at the stack under test. Screenshots go to `$COATCHECK_ARTEFACTS`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from watching import PATIENCE, SWITCHES, find_chromium

NewPerson = Callable[..., Page]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Give the one Playwright that a process may have."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=SWITCHES)
    yield browser
    browser.close()


@pytest.fixture
def person(chromium: Browser, book) -> Iterator[NewPerson]:
    """Give `person("alice")`: a page in a browser of its own, of somebody who has not signed in yet."""
    contexts: list[BrowserContext] = []

    def come(name: str = "", **options: object) -> Page:
        context = chromium.new_context(ignore_https_errors=False, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.person = name
        return page

    yield come
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shots() -> Path:
    """Give the folder that screenshots are kept in."""
    folder = Path(os.environ.get("COATCHECK_ARTEFACTS", ".state/test/shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the stack of the tests over HTTPS go back to plain HTTP at the end: each change is a start of all its parts."""
    items.sort(key=lambda item: item.name == "test_goes_back_to_plain_http_on_the_same_data")
