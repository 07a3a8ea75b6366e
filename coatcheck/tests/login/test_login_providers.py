"""Sign-in against providers of different habits: how they want to be asked, and what they say of the person."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from small_project.browsing import come_back, leave, sign_in, who

from coatcheck.django import login_wiring
from coatcheck.django.login_wiring import judge_by_id_token
from coatcheck.django.models import LoginSession
from coatcheck.django.session import Held
from coatcheck.errors import InvalidToken, Reason
from coatcheck.testing import make_key
from coatcheck.testing.readiness import wait_for_keys
from coatcheck.testing.server import Reply

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


def test_asks_for_the_claims_it_is_told_to_and_takes_them(browser, provider, login_settings):
    provider.logins.userinfo = {"email": "alice@example.com"}
    told = {"LOGIN_SCOPES": ["openid", "profile", "email"], "LOGIN_USERINFO": True}

    with override_settings(COATCHECK=login_settings | told):
        wait_for_keys()
        url = leave(browser)
        come_back(browser, url)

    assert parse_qs(urlsplit(url).query)["scope"] == ["openid profile email"]
    assert Held.unsealed(LoginSession.objects.get().sealed).identity.claims["email"] == "alice@example.com"
    asked = next(request for request in provider.received if request.endpoint == "userinfo")
    assert asked.headers["authorization"].startswith("Bearer ")
    assert not asked.query


def test_proves_itself_in_the_header_where_the_provider_leaves_the_choice(browser, provider):
    assert sign_in(browser).status_code == 302

    exchange = next(request for request in provider.received if request.endpoint == "token")
    assert exchange.headers["authorization"].startswith("Basic ")
    assert "client_secret" not in exchange.form


def test_proves_itself_in_the_form_where_the_provider_wants_that(browser, provider):
    provider.metadata_changes = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    assert sign_in(browser).status_code == 302

    exchange = next(request for request in provider.received if request.endpoint == "token")
    assert exchange.form["client_secret"] == ["orders-web-secret"]
    assert "authorization" not in exchange.headers


def test_proves_itself_by_a_key(browser, provider):
    """RFC 7523, private_key_jwt."""
    key = make_key("orders-web")
    provider.clients["orders-web"] = key
    settings = {"ISSUER": provider.issuer, "AUDIENCE": "orders", "LOGIN_CLIENT_ID": "orders-web"}

    with override_settings(COATCHECK=settings | {"LOGIN_CLIENT_KEY": key.private_pem()}):
        assert sign_in(browser).status_code == 302


def test_asks_a_silent_provider_once_for_however_many_people(provider):
    provider.misbehave("error", "metadata")

    assert [Client().get("/login/").status_code for _ in range(3)] == [503] * 3
    assert provider.requests["metadata"] == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [("unauthorized_client", 503), ("invalid_client", 503), ("invalid_grant", 400), ("invalid_request", 400)],
)
def test_tells_a_refused_code_from_a_client_that_is_set_up_wrong(browser, provider, error, status):
    """RFC 6749 section 5.2; Keycloak calls a wrong secret `unauthorized_client`."""
    url = leave(browser)
    provider.logins.refusal = Reply({"error": error}, 401)
    answer = httpx.get(url).headers["location"]
    provider.logins.codes.clear()

    assert browser.get(answer.removeprefix("http://testserver")).status_code == status


def test_asks_userinfo_where_told_and_holds_it_against_the_id_token(browser, provider, login_settings):
    with override_settings(COATCHECK=login_settings | {"LOGIN_USERINFO": True}):
        assert sign_in(browser).status_code == 302
        assert provider.requests["userinfo"] == 1


def test_refuses_userinfo_of_somebody_else(browser, provider, login_settings):
    """OpenID Connect Core 1.0 section 5.3.2."""
    provider.logins.userinfo = {"sub": "somebody-else"}

    with override_settings(COATCHECK=login_settings | {"LOGIN_USERINFO": True}):
        assert_refused(browser, sign_in(browser))


def test_speaks_for_the_login_where_access_tokens_are_opaque(browser, provider, login_settings):
    provider.logins.tokens = {"access_token": "opaque"}
    provider.logins.id_token = {"at_hash": None}

    with override_settings(COATCHECK=login_settings | {"LOGIN_PRINCIPAL": "id_token"}):
        assert sign_in(browser).status_code == 302
        assert who(browser) == "alice"


def test_such_a_login_ends_with_its_tokens(browser, provider, login_settings):
    provider.logins.tokens = {"access_token": "opaque"}
    provider.logins.id_token = {"at_hash": None}
    with override_settings(COATCHECK=login_settings | {"LOGIN_PRINCIPAL": "id_token"}):
        sign_in(browser)
        held = Held.unsealed(LoginSession.objects.get().sealed)
        ended = replace(held, tokens=replace(held.tokens, expires_at=1.0))

        with pytest.raises(InvalidToken) as refused:
            judge_by_id_token(ended)

    assert refused.value.reason is Reason.EXPIRED


def test_no_login_can_be_made_without_a_login_client(provider, login_settings):
    nameless = {name: value for name, value in login_settings.items() if not name.startswith("LOGIN_")}

    with override_settings(COATCHECK=nameless), pytest.raises(ImproperlyConfigured):
        login_wiring.provider()


def test_signs_nobody_in_with_an_access_token_that_is_not_for_us(browser, provider):
    provider.audience = "another"

    assert_refused(browser, sign_in(browser))


def assert_refused(browser, response):
    assert response.status_code == 400
    assert "Sign in again" in response.content.decode()
    assert not LoginSession.objects.exists()
    assert who(browser) is None


def test_signs_nobody_in_where_no_login_client_is_named(browser, login_settings):
    nameless = {name: value for name, value in login_settings.items() if not name.startswith("LOGIN_")}

    with override_settings(COATCHECK=nameless):
        assert browser.get("/login/").status_code == 404
