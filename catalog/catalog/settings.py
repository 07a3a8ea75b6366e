"""Catalog's settings: the house's, with its own app and its own access. The environment's names begin with CATALOG_."""

from coatcheck.service.environment import Environment, read_environment
from coatcheck.service.settings import django_settings

ENVIRONMENT = read_environment("CATALOG_", Environment)

ABOUT = "Products and their prices, for everybody who may read them, and quotes for other services."

globals().update(
    django_settings(ENVIRONMENT, name="catalog", about=ABOUT, apps=["catalog"], access="catalog.access.ACCESS")
)
