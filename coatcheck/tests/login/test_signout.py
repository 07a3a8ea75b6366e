"""Sign-out ends the session here and at the provider, and nothing but a form of ours can start it."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from small_project.browsing import hold, sign_in, who

from coatcheck.django.models import LoginSession

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


def test_ends_the_session_here_and_leaves_for_the_provider(browser, provider):
    sign_in(browser)

    left = browser.post("/logout/").url
    query = parse_qs(urlsplit(left).query)

    assert left.startswith(provider.url_of("end-session"))
    assert query["post_logout_redirect_uri"] == ["http://testserver/signed-out/"]
    assert {"id_token_hint", "client_id", "state"} <= set(query)
    assert who(browser) is None
    assert not LoginSession.objects.exists()


def test_has_the_provider_forget_the_refresh_token(browser, provider):
    sign_in(browser)

    browser.post("/logout/")

    assert not provider.logins.refresh_tokens


def test_comes_back_to_a_page_that_says_so(browser):
    sign_in(browser)
    back = urlsplit(httpx.get(browser.post("/logout/").url).headers["location"])

    response = browser.get(f"{back.path}?{back.query}")

    assert response.status_code == 200
    assert "You are signed out" in response.content.decode()


def test_takes_a_way_back_that_names_no_state(browser):
    sign_in(browser)
    browser.post("/logout/")

    response = browser.get("/signed-out/")

    assert response.status_code == 200
    assert who(browser) is None


@pytest.mark.parametrize("state", ["", "another", "é"])
def test_refuses_a_way_back_that_is_not_ours(browser, state):
    sign_in(browser)
    browser.post("/logout/")

    assert browser.get("/signed-out/", {"state": state}).status_code == 400
    assert not LoginSession.objects.exists()


def test_nothing_happens_by_an_image_tag(browser):
    sign_in(browser)

    assert browser.get("/logout/").status_code == 405
    assert who(browser) == "alice"


def test_ends_the_session_here_even_while_the_realm_is_away(browser, provider):
    sign_in(browser)
    provider.misbehave("error")

    assert browser.post("/logout/").status_code == 302
    assert not LoginSession.objects.exists()


def test_ends_a_session_that_cannot_be_renewed_while_the_realm_is_away(browser, provider):
    sign_in(browser)
    hold(provider.issue(expires_in=-60))
    provider.misbehave("error")

    assert [browser.get(page).status_code for page in ("/who/", "/nowhere/")] == [503, 503]
    assert browser.post("/logout/").status_code == 302
    assert not LoginSession.objects.exists()


def test_ends_every_session_of_this_person_on_request(browser, provider):
    sign_in(browser)
    elsewhere = Client()
    sign_in(elsewhere)

    browser.post("/logout/", {"everywhere": "yes"})

    assert who(elsewhere) is None
    assert not provider.logins.refresh_tokens


def test_forgets_the_other_sessions_tokens_where_they_end_no_session(browser, provider):
    provider.logins.ends_by_token = False
    sign_in(browser)
    sign_in(Client())

    browser.post("/logout/", {"everywhere": "yes"})

    assert provider.requests["revocation"] == 2


def test_leaves_other_people_alone(browser, provider):
    sign_in(browser)
    provider.logins.subject = "sub-of-bob"
    other = Client()
    sign_in(other)

    browser.post("/logout/", {"everywhere": "yes"})

    assert who(other) == "alice"


def test_answers_whoever_is_not_signed_in(browser):
    assert browser.post("/logout/").url == "/signed-out/"
