"""A session's tokens: renewed ahead, once for all tabs, and ended where the realm says so."""

import pytest
from django.test import override_settings
from small_project.browsing import age, held, hold, renewals, sign_in, who

from coatcheck.django.models import LoginSession
from coatcheck.testing.readiness import wait_for_keys
from coatcheck.testing.server import Reply

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


def test_takes_the_roles_of_the_renewed_token(browser, provider):
    provider.logins.roles = ["editor"]
    sign_in(browser)
    age(browser)
    provider.logins.roles = []

    assert browser.get("/who/").json()["roles"] == []


def test_keeps_the_old_refresh_token_where_none_comes(browser, provider):
    sign_in(browser)
    age(browser)
    before = held().tokens.refresh
    provider.logins.tokens = {"refresh_token": None, "id_token": None}

    assert who(browser) == "alice"

    assert held().tokens.refresh == before


def test_sends_a_person_to_sign_in_once_when_the_realm_refuses(browser, provider):
    sign_in(browser)
    age(browser)
    provider.logins.refuse_renewal = True

    sent, then = (browser.get("/who/", headers={"accept": "text/html"}) for _ in range(2))

    assert (sent.status_code, sent.url) == (302, "/login/?next=%2Fwho%2F")
    assert then.json()["caller"] is None
    assert not LoginSession.objects.exists()


def test_answers_a_script_as_anonymous_when_the_realm_refuses(browser, provider):
    sign_in(browser)
    age(browser)
    provider.logins.refuse_renewal = True

    assert who(browser) is None


def test_goes_on_with_a_live_token_while_the_realm_is_away(browser, provider):
    sign_in(browser)
    age(browser)
    provider.misbehave("error", "token")

    assert who(browser) == "alice"


@pytest.mark.parametrize("error", ["unauthorized_client", "invalid_client", "invalid_request", None])
def test_signs_nobody_out_because_the_realm_refuses_our_client(browser, provider, caplog, error):
    sign_in(browser)
    age(browser)
    provider.logins.refuse_renewal, provider.logins.refusal = True, Reply({"error": error}, 401)

    assert who(browser) == "alice"
    assert f"no tokens for the client orders-web: 401 {error!r}" in caplog.text


def test_says_503_where_the_realm_refuses_our_client_and_the_token_has_ended(browser, provider):
    sign_in(browser)
    hold(provider.issue(expires_in=-60))
    provider.logins.refuse_renewal, provider.logins.refusal = True, Reply({"error": "unauthorized_client"}, 401)

    assert browser.get("/who/").status_code == 503
    assert LoginSession.objects.exists()


@pytest.mark.parametrize(
    "claims", [{"sub": "somebody-else"}, {"iss": "https://evil.example"}, {"aud": ["orders-web", "x"]}]
)
def test_ends_a_session_whose_renewal_names_somebody_else(browser, provider, claims):
    """OpenID Connect Core 1.0 section 12.2."""
    sign_in(browser)
    age(browser)
    provider.logins.id_token = claims

    assert who(browser) is None
    assert not LoginSession.objects.exists()


def test_ends_a_session_whose_seal_is_broken(browser):
    sign_in(browser)
    LoginSession.objects.update(sealed="no seal")

    assert who(browser) is None


def test_judges_nobody_where_no_credential_is_read(browser):
    sign_in(browser)
    LoginSession.objects.update(sealed="no seal")

    answer = browser.get("/livez", headers={"accept": "text/html"})

    assert answer.json()["caller"] is None
    assert LoginSession.objects.exists()


def test_judges_by_the_header_alone_where_there_is_one(browser):
    sign_in(browser)

    assert browser.get("/who/", headers={"authorization": "Bearer x"}).json()["caller"] is None


@pytest.fixture
def described(browser, provider, login_settings):
    """Give a browser whose person is known by userinfo alone, and whose token must be renewed at the next request."""
    provider.logins.id_token = {"preferred_username": None}
    provider.logins.userinfo = {"preferred_username": "al"}
    with override_settings(COATCHECK=login_settings | {"LOGIN_USERINFO": True, "LOGIN_PRINCIPAL": "id_token"}):
        wait_for_keys()
        sign_in(browser)
        age(browser)
        yield browser


def test_asks_userinfo_again_with_the_renewed_token(described, provider):
    provider.logins.userinfo = {"preferred_username": "alicia"}

    assert who(described) == "alicia"

    asked = [request for request in provider.received if request.endpoint == "userinfo"][-1]
    assert asked.headers["authorization"] == f"Bearer {held().tokens.access}"
    assert not asked.query


def test_ends_a_session_whose_userinfo_speaks_of_somebody_else_now(described, provider):
    provider.logins.userinfo = {"sub": "somebody-else"}

    assert who(described) is None
    assert not LoginSession.objects.exists()


def test_goes_on_without_what_userinfo_said_where_it_cannot_be_asked_again(described, provider):
    provider.misbehave("error", "userinfo")

    assert who(described) == "sub-of-alice"
    assert renewals(provider) == 1
