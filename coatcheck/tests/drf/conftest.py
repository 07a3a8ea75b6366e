import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "small_project.settings")

import django
import pytest
from django.test import override_settings

django.setup()

from rest_framework.test import APIClient  # noqa: E402 - needs the settings

from coatcheck.testing.readiness import wait_for_keys  # noqa: E402 - as above


@pytest.fixture
def orders(realm):
    """Give a client of the small project, which accepts the stand-in realm's tokens."""
    realm.audience = "orders"
    with override_settings(
        COATCHECK={
            "ISSUER": realm.issuer,
            "AUDIENCE": "orders",
            "ACCESS": "small_project.access",
            "CLIENT_SECRET": "orders-secret",
        }
    ):
        wait_for_keys()
        yield APIClient()


@pytest.fixture
def bearer(realm):
    """Give a maker of headers with a token: `bearer(scope="orders:read")`."""

    def make(**claims):
        if not realm.server.faults:
            wait_for_keys()
        return {"HTTP_AUTHORIZATION": f"Bearer {realm.issue(**claims)}"}

    return make
