import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "small_project.settings")

django.setup()

import pytest  # noqa: E402 - needs the settings
from django.test import Client, override_settings  # noqa: E402 - as above

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "coatcheck.django.login_middleware.LoginMiddleware",
]


@pytest.fixture
def login_settings(realm):
    return {
        "ISSUER": realm.issuer,
        "AUDIENCE": "orders",
        "LOGIN_CLIENT_ID": "orders-web",
        "LOGIN_CLIENT_SECRET": "orders-web-secret",
    }


@pytest.fixture
def provider(realm, login_settings):
    """Give the stand-in realm as an OpenID provider that knows our login client."""
    realm.audience = "orders"
    realm.clients["orders-web"] = "orders-web-secret"
    with override_settings(COATCHECK=login_settings, MIDDLEWARE=MIDDLEWARE):
        yield realm


@pytest.fixture
def browser(provider):
    """Give a browser at the small project, whose people sign in at `provider`."""
    return Client()
