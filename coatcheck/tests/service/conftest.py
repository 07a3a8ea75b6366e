import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "small_project.settings")

import django

django.setup()

import pytest  # noqa: E402 - after the settings

from coatcheck.service.environment import Environment, read_environment  # noqa: E402 - needs the settings

SECRET = "a-secret-of-thirty-two-characters-and-more"


@pytest.fixture
def variables(monkeypatch):
    """Give the setter of an environment that is complete until a test spoils it."""
    complete = {
        "SECRET_KEY": SECRET,
        "DATABASE_URL": "postgresql://shop:p%40ss@127.0.0.1:5432/shop",
        "ISSUER": "https://id.example.test/realms/acme",
        "PUBLIC_URL": "https://shop.example.test",
        "CLIENT_SECRET": "of-the-client",
    }

    def set_all(**changes):
        for name, value in (complete | changes).items():
            if value is None:
                monkeypatch.delenv(f"SHOP_{name}", raising=False)
            else:
                monkeypatch.setenv(f"SHOP_{name}", value)
        return read_environment("SHOP_", Environment)

    return set_all
