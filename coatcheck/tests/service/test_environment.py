"""The environment of a service is read whole, or not at all."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from coatcheck.service.browsers import browser_safety
from coatcheck.service.settings import allowed_hosts, coatcheck_settings, database

SECRET = "a-secret-of-thirty-two-characters-and-more"


def test_all_that_is_missing_is_told_at_once(variables):
    with pytest.raises(ImproperlyConfigured) as wrong:
        variables(SECRET_KEY=None, DATABASE_URL=None, CLIENT_SECRET=None, ISSUER=None, LEEWAY="soon")

    for name in ("SHOP_SECRET_KEY", "SHOP_DATABASE_URL", "SHOP_CLIENT_SECRET", "SHOP_ISSUER", "SHOP_LEEWAY"):
        assert name in str(wrong.value)
    assert "SHOP_PUBLIC_URL" not in str(wrong.value)


def test_what_is_wrong_is_told_without_its_value(variables):
    with pytest.raises(ImproperlyConfigured) as wrong:
        variables(SECRET_KEY="too-short")

    assert "SHOP_SECRET_KEY" in str(wrong.value)
    assert "too-short" not in str(wrong.value)


@pytest.mark.parametrize("client", ["FEED", "LOGIN"])
def test_a_named_client_needs_a_secret_or_a_key(variables, client):
    with pytest.raises(ImproperlyConfigured, match=f"SHOP_{client}_CLIENT_SECRET"):
        variables(**{f"{client}_CLIENT_ID": "somebody"})

    assert variables(**{f"{client}_CLIENT_KEY": "-----BEGIN…"}) is not None


def test_secrets_are_not_shown(variables):
    shown = repr(variables(FEED_CLIENT_ID="watcher", FEED_CLIENT_SECRET="of-the-feed"))

    for secret in (SECRET, "p%40ss", "of-the-client", "of-the-feed"):
        assert secret not in shown


def test_an_environment_cannot_be_changed(variables):
    environment = variables()

    with pytest.raises(ValueError, match="frozen"):
        environment.issuer = "https://elsewhere.test"


def test_the_library_is_told_what_is_set_and_nothing_else(variables):
    given = coatcheck_settings(variables(LEEWAY="5", PAYLOAD_TYPE="none", ALGORITHMS="RS256, ES256"), audience="shop")

    assert given["AUDIENCE"] == "shop"
    assert given["CLIENT_SECRET"] == "of-the-client"
    assert given["LEEWAY"] == 5
    assert given["PAYLOAD_TYPE"] is None
    assert given["ALGORITHMS"] == {"RS256", "ES256"}
    assert "INTERNAL_URL" not in given
    assert "FEED_CLIENT_ID" not in given


def test_the_database_is_reached_through_a_pool(variables):
    made = database(variables(DATABASE_CONNECTIONS="3"))

    assert (made["NAME"], made["USER"], made["PASSWORD"], made["PORT"]) == ("shop", "shop", "p@ss", "5432")
    assert made["OPTIONS"]["pool"]["max_size"] == 3


def test_a_pool_finds_a_database_again_that_was_away(variables):
    made = database(variables())

    assert made["CONN_HEALTH_CHECKS"]
    assert made["OPTIONS"]["pool"]["timeout"] <= 2
    assert made["OPTIONS"]["pool"]["reconnect_timeout"] <= 2


@pytest.mark.parametrize("url", ["sqlite:///shop.db", "shop"])
def test_another_database_is_refused(variables, url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database(variables(DATABASE_URL=url))


def test_hosts_are_closed_outside_loopback(variables):
    assert allowed_hosts(variables()) == ["shop.example.test"]
    assert allowed_hosts(variables(HOSTS="shop shop.internal")) == ["shop", "shop.example.test", "shop.internal"]
    assert "localhost" in allowed_hosts(variables(PUBLIC_URL="http://127.0.0.1:8001"))


@pytest.mark.parametrize(
    ("url", "secure", "cookie", "hsts"),
    [
        ("https://shop.example.test", True, "__Host-shop_session", 31_536_000),
        ("https://127.0.0.1:8001", True, "__Host-shop_session", 0),
        ("http://127.0.0.1:8001", False, "shop_session", 0),
        ("http://shop.example.test", True, "shop_session", 0),
    ],
)
def test_cookies_hold_to_https(variables, url, secure, cookie, hsts):
    made = browser_safety(variables(PUBLIC_URL=url), "shop")

    assert (made["SESSION_COOKIE_SECURE"], made["CSRF_COOKIE_SECURE"]) == (secure, secure)
    assert made["SESSION_COOKIE_NAME"] == cookie
    assert made["SECURE_HSTS_SECONDS"] == hsts
