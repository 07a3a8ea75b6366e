"""A view that asks the realm asks about the token that the session holds on the server."""

import pytest
from small_project.browsing import sign_in

from coatcheck.django.models import LoginSession
from coatcheck.testing.readiness import wait_for_keys

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


@pytest.fixture
def login_settings(login_settings):
    """Give settings with a client of our own, which may ask."""
    return login_settings | {"CLIENT_SECRET": "orders-secret"}


@pytest.fixture
def signed_in(browser):
    wait_for_keys()
    sign_in(browser)
    return browser


def test_lets_in_whom_the_realm_calls_active(signed_in, provider):
    assert signed_in.get("/fresh/").status_code == 200
    assert provider.requests["introspection"] == 1


def test_refuses_whose_token_the_realm_has_ended(signed_in, provider):
    provider.introspection_answer = {"active": False}

    response = signed_in.get("/fresh/")

    assert response.status_code == 401
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_asks_for_a_credential_where_another_scheme_stands_beside_the_session(signed_in, provider):
    response = signed_in.get("/fresh/", headers={"authorization": "Basic YTpi"})

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith('Bearer realm="orders", resource_metadata=')
    assert provider.requests["introspection"] == 0


def test_a_session_whose_seal_is_broken_lets_nobody_in(signed_in):
    LoginSession.objects.update(sealed="broken")

    assert signed_in.get("/fresh/").status_code == 401
