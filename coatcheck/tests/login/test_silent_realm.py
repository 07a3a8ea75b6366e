"""A realm that does not answer: sessions that can go on do so at once, and the others do not wait one after another."""

import time
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from clocks import Clock
from small_project.browsing import age, hold, leave, renewals, sign_in, who

from coatcheck.attempts import Attempts
from coatcheck.django import login_wiring
from coatcheck.django.models import LoginSession
from coatcheck.errors import RealmUnavailable

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


@pytest.fixture
def ageing(browser):
    """Give a browser whose access token is to be renewed, and is good all the same."""
    sign_in(browser)
    age(browser)
    return browser


@pytest.fixture
def aged(browser, provider):
    """Give a browser whose access token must be renewed."""
    sign_in(browser)
    hold(provider.issue(expires_in=-60))
    return browser


@pytest.fixture
def busy(provider):
    """Have as many renewals under way as may be."""
    attempts = login_wiring.sessions().attempts
    with attempts.attempt(), attempts.attempt():
        yield


def test_only_the_first_request_waits_for_a_realm_that_hangs(ageing, provider):
    provider.misbehave("hanging", "token")
    who(ageing)
    started = time.monotonic()

    assert [who(ageing) for _ in range(3)] == ["alice"] * 3
    assert time.monotonic() - started < 1
    assert renewals(provider) == 1


def test_a_session_that_must_be_renewed_asks_once_as_well(aged, provider):
    provider.misbehave("error", "token")

    assert [aged.get("/who/").status_code for _ in range(3)] == [503] * 3
    assert renewals(provider) == 1


def test_the_realm_is_asked_again_later(aged, provider):
    clock = Clock()
    sessions = replace(login_wiring.sessions(), attempts=Attempts(at_once=1, clock=clock))
    provider.misbehave("error", "token")
    with pytest.raises(RealmUnavailable):
        sessions.principal(LoginSession.objects.get())
    provider.mend()
    clock.move(10)

    assert str(sessions.principal(LoginSession.objects.get())) == "alice"


def test_nobody_queues_to_renew_a_good_token(ageing, busy, provider):
    assert who(ageing) == "alice"
    assert renewals(provider) == 0


def test_who_must_renew_does_not_queue_for_long(aged, busy, provider):
    assert aged.get("/who/").status_code == 503
    assert renewals(provider) == 0


def test_a_provider_that_takes_no_code_is_asked_once_for_however_many_people(browser, provider):
    answers = [urlsplit(httpx.get(leave(browser)).headers["location"]) for _ in range(3)]
    provider.misbehave("error", "token")

    pages = [browser.get(f"{answer.path}?{answer.query}") for answer in answers]

    assert [page.status_code for page in pages] == [503] * 3
    assert provider.requests["token"] == 1
