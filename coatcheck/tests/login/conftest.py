import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "small_project.settings")

django.setup()

import pytest  # noqa: E402 - needs the settings
from django.contrib.contenttypes.models import ContentType  # noqa: E402 - as above
from django.test import Client, override_settings  # noqa: E402 - as above
from small_project.browsing import sign_in  # noqa: E402 - as above

from coatcheck.testing.readiness import wait_for_keys  # noqa: E402 - as above

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "coatcheck.django.login_middleware.LoginMiddleware",
]


# The admin speaks through it.
MESSAGES = "django.contrib.messages.middleware.MessageMiddleware"


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
    wait_for_keys()
    return Client()


@pytest.fixture
def keeper(provider, login_settings):
    """Give the browser of somebody whose role `ACCESS` calls staff."""
    provider.logins.roles = ["keeper"]
    settings = login_settings | {"ACCESS": "small_project.admin_urls.ACCESS"}
    with override_settings(COATCHECK=settings, MIDDLEWARE=[*MIDDLEWARE, MESSAGES]):
        browser = Client()
        sign_in(browser)
        yield browser


@pytest.fixture
def kind():
    return ContentType.objects.get_for_model(ContentType)
