"""Sign-in against a provider that is not Keycloak, and that misbehaves in every way a login must survive."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from small_project.browsing import come_back, leave, sign_in, who

from coatcheck.django.models import LoginSession
from coatcheck.testing import make_key

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


def test_signs_in_and_keeps_the_deep_link(browser):
    response = sign_in(browser)

    assert (response.status_code, response.url) == (302, "/who/?page=2")
    assert who(browser) == "alice"


def test_asks_with_state_nonce_and_pkce(browser):
    asked = parse_qs(urlsplit(leave(browser)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == ["http://testserver/oidc/callback/"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)


def test_asks_anew_at_each_login(browser):
    first, second = (parse_qs(urlsplit(leave(browser)).query) for _ in range(2))

    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_changes_the_session_id_at_login(browser):
    """Session fixation; GHSA-f24x-5g9q-753f."""
    url = leave(browser)
    before = browser.session.session_key

    come_back(browser, url)

    assert browser.session.session_key != before


def test_keeps_two_tabs_apart(browser):
    first, second = leave(browser, "/who/?tab=1"), leave(browser, "/who/?tab=2")

    assert come_back(browser, first).url == "/who/?tab=1"
    assert come_back(browser, second).url == "/who/?tab=2"


def test_keeps_no_token_where_it_can_be_read(browser, provider):
    sign_in(browser)
    kept = str(LoginSession.objects.values().get()) + str(dict(browser.session))

    assert not [token for token in provider.issued if token in kept]


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https:evil.example", "https://evil.example/", "\\\\evil", "/\\evil", "javascript:x"]
)
def test_goes_nowhere_else_after_login(browser, wanted):
    assert come_back(browser, leave(browser, wanted)).url == "/"


@pytest.mark.parametrize(
    "answer",
    [
        {"state": "another"},
        {"state": None},
        {"code": "another"},
        {"code": None},
        {"iss": "https://evil.example"},
        {"iss": None},
    ],
)
def test_refuses_an_answer_that_is_not_ours(browser, provider, answer):
    provider.logins.answer = answer

    assert_refused(browser, sign_in(browser))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"azp": "another"},
        {"exp": 1},
        {"iat": None},
        {"sub": None},
        {"at_hash": "AAAA"},
    ],
)
def test_refuses_a_broken_id_token(browser, provider, claims):
    provider.logins.id_token = claims

    assert_refused(browser, sign_in(browser))


@pytest.mark.parametrize("headers", [{"alg": "none"}, {"alg": "HS256"}, {"typ": "at+jwt"}, {"kid": "unknown"}])
def test_refuses_an_id_token_of_another_kind(browser, provider, headers):
    provider.logins.id_token_headers = headers

    assert_refused(browser, sign_in(browser))


def test_refuses_an_id_token_by_a_strange_key(browser, provider):
    provider.logins.id_token_key = make_key("evil")
    provider.logins.id_token_headers = {"kid": provider.keys[0].key_id}

    assert_refused(browser, sign_in(browser))


def test_refuses_an_answer_without_an_id_token(browser, provider):
    provider.logins.tokens = {"id_token": None}

    assert_refused(browser, sign_in(browser))


def test_refuses_a_cancelled_login_with_a_way_on(browser, provider):
    provider.logins.error = "access_denied"
    response = sign_in(browser)

    assert_refused(browser, response)
    assert urlencode({"next": "/who/?page=2"}) in response.content.decode().replace("&amp;", "&")


def test_refuses_a_callback_that_is_replayed(browser):
    url = leave(browser)
    back = urlsplit(httpx.get(url).headers["location"])
    browser.get(f"{back.path}?{back.query}")

    response = browser.get(f"{back.path}?{back.query}")

    assert response.status_code == 400
    assert who(browser) == "alice"


def test_refuses_a_callback_in_another_browser(browser):
    url = leave(browser)

    other = Client()

    assert_refused(other, come_back(other, url))


@pytest.mark.parametrize("query", ["", "state=x", "code=x", "state=x&state=y&code=z", "error=server_error"])
def test_refuses_a_callback_that_nobody_asked_for(browser, query):
    assert_refused(browser, browser.get(f"/oidc/callback/?{query}"))


def test_says_that_the_realm_is_away_instead_of_refusing(browser, provider):
    url = leave(browser)
    back = urlsplit(httpx.get(url).headers["location"])
    provider.misbehave("error", "token")

    response = browser.get(f"{back.path}?{back.query}")

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("page", ["/login/", "/oidc/callback/"])
def test_lets_no_cache_keep_a_login(browser, page):
    assert "no-store" in browser.get(page)["Cache-Control"]


def assert_refused(browser, response):
    assert response.status_code == 400
    assert "Sign in again" in response.content.decode()
    assert not LoginSession.objects.exists()
    assert who(browser) is None


def test_forgets_logins_whose_cookie_has_ended(browser):
    sign_in(browser)
    LoginSession.objects.update(started_at=timezone.now() - timedelta(days=15))

    sign_in(Client())

    assert LoginSession.objects.count() == 1
