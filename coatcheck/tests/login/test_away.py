"""What a person sees of a provider that cannot be asked, or that asks otherwise."""

import pytest
from small_project.browsing import sign_in

from coatcheck.django import once
from coatcheck.django.models import LoginSession
from coatcheck.django.session import access_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


@pytest.fixture
def away(provider, browser):
    """Give a provider that is silent from now on, and of which nothing is remembered."""
    once.reset()
    provider.misbehave("error")
    return provider


@pytest.mark.parametrize(
    ("accept", "kind"), [("text/html", "text/html; charset=utf-8"), ("application/json", "application/problem+json")]
)
def test_says_in_the_callers_language_that_the_provider_is_away(away, browser, accept, kind):
    answer = browser.get("/login/", headers={"accept": accept})

    assert (answer.status_code, answer["Content-Type"]) == (503, kind)
    assert int(answer["Retry-After"]) > 0


def test_signs_out_here_while_nobody_knows_where_the_provider_is(browser, provider):
    sign_in(browser)
    once.reset()
    provider.misbehave("error")

    assert browser.post("/logout/").url == "/signed-out/"
    assert not LoginSession.objects.exists()


def test_a_seal_that_is_broken_keeps_nobody_from_ending_all_sessions(browser, provider, client):
    sign_in(client)
    LoginSession.objects.update(sealed="no seal")
    sign_in(browser)

    assert browser.post("/logout/", {"everywhere": "1"}).status_code == 302
    assert not LoginSession.objects.exists()


def test_a_broken_seal_holds_no_token(browser, rf):
    sign_in(browser)
    request = rf.get("/")
    request.session = browser.session

    assert access_token(request)
    LoginSession.objects.update(sealed="no seal")
    assert access_token(request) is None


def test_a_login_without_a_refresh_token_ends_here_alone(browser, provider):
    provider.logins.tokens = {"refresh_token": None}
    sign_in(browser)

    assert browser.post("/logout/").status_code == 302
    assert provider.requests["revocation"] == 0


def test_needs_no_issuer_in_the_answer_of_who_promises_none(browser, provider):
    """RFC 9207 section 2.4."""
    provider.metadata_changes = {"authorization_response_iss_parameter_supported": False}
    provider.logins.answer = {"iss": None}

    assert sign_in(browser).url == "/who/?page=2"
