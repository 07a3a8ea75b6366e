import os

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "small_project.settings")

django.setup()

from django.test import override_settings  # noqa: E402 - needs the settings

from coatcheck.testing.readiness import wait_for_keys  # noqa: E402 - as above

MIDDLEWARE = [
    "coatcheck.django.middleware.RequestIdMiddleware",
    "coatcheck.django.middleware.ProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "coatcheck.django.middleware.BearerMiddleware",
]


@pytest.fixture
def project(realm):
    """Give the settings of the small project with plain views, which accepts the stand-in realm's tokens."""
    realm.audience = "orders"
    coatcheck = {"ISSUER": realm.issuer, "AUDIENCE": "orders", "ACCESS": "small_project.access"}
    with override_settings(COATCHECK=coatcheck, ROOT_URLCONF="small_project.plain_urls", MIDDLEWARE=MIDDLEWARE):
        wait_for_keys()
        yield


@pytest.fixture
def bearer(realm):
    """Give a maker of headers with a token: `bearer(scope="orders:read")`."""

    def make(**claims):
        if not realm.server.faults:
            wait_for_keys()
        return {"Authorization": f"Bearer {realm.issue(**claims)}"}

    return make
