"""Sign-in and the provider's metadata and keys: where they are, how keys are named, and when they change."""

import time
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from django.test import Client, override_settings
from small_project.browsing import come_back, leave, sign_in, who

from coatcheck.django.models import LoginSession
from coatcheck.testing import make_key
from coatcheck.testing.readiness import wait_for_keys

LIMIT, PAUSE = 20.0, 0.05

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


def signs_in_at_last(browser):
    """Tell whether a sign-in succeeds: a request waits for unknown keys for no longer than a moment."""
    end = time.monotonic() + LIMIT
    while (status := sign_in(browser).status_code) == 503 and time.monotonic() < end:
        time.sleep(PAUSE)
    return status == 302


@pytest.fixture
def sparse(provider, login_settings):
    """Give a provider whose access tokens are not for us to read, and of which nothing was fetched yet."""
    provider.logins.tokens = {"access_token": "opaque"}
    provider.logins.id_token = {"at_hash": None}
    with override_settings(COATCHECK=login_settings | {"LOGIN_PRINCIPAL": "id_token"}):
        yield provider


def nameless(key):
    return replace(key, key_id=None)


def test_follows_a_rotation_just_before_signing(browser, provider):
    sign_in(browser)
    provider.rotate("new")
    browser.cookies = SimpleCookie()

    assert signs_in_at_last(browser)


def test_follows_a_rotation_between_leaving_and_coming_back(browser, provider):
    first = leave(browser)
    provider.rotate("newer")

    assert come_back(browser, first).status_code in (302, 503)
    assert signs_in_at_last(browser)


def test_accepts_a_missing_kid_where_one_key_fits(browser, provider):
    provider.logins.id_token_headers = {"kid": None}

    assert sign_in(browser).status_code == 302


def test_accepts_a_missing_kid_where_no_key_has_one(sparse):
    sparse.keys[:] = [nameless(sparse.keys[0])]
    sparse.extra_keys += [make_key("other", kind).jwk(kid=None, alg=None) for kind in ("ES256", "EdDSA")]
    sparse.logins.id_token_headers = {"kid": None}
    browser = Client()
    wait_for_keys()

    assert sign_in(browser).status_code == 302
    assert who(browser) == "alice"


def test_refuses_a_missing_kid_where_several_keys_fit(sparse):
    sparse.keys[:] = [nameless(sparse.keys[0]), nameless(make_key("second"))]
    sparse.logins.id_token_headers = {"kid": None}
    wait_for_keys()

    assert sign_in(Client()).status_code == 400
    assert not LoginSession.objects.exists()


def test_takes_the_keys_from_where_the_metadata_says(sparse):
    sparse.metadata_changes = {"jwks_uri": sparse.url_of("elsewhere")}
    sparse.logins.id_token_key = make_key("elsewhere")
    wait_for_keys()

    assert sign_in(Client()).status_code == 302
    assert sparse.requests["keys"] == 0


@pytest.mark.parametrize("issuer", ["https://evil.example/realms/test", "{}/", "{}x"])
def test_sends_nobody_to_a_provider_of_another_name(sparse, issuer):
    """OpenID Connect Discovery 1.0 section 4.3."""
    sparse.metadata_changes = {"issuer": issuer.format(sparse.issuer)}

    assert Client().get("/login/").status_code == 503
