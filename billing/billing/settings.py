"""Billing's settings: the house's, with its own app, access, and where catalog is. The names begin with BILLING_."""

from coatcheck.service.environment import Environment, read_environment
from coatcheck.service.settings import django_settings


class BillingEnvironment(Environment):
    """`catalog_url` is where billing reaches catalog."""

    catalog_url: str


ENVIRONMENT = read_environment("BILLING_", BillingEnvironment)

CATALOG_URL = ENVIRONMENT.catalog_url
ABOUT = "Invoices for what catalog sells: ordered by customers, issued and settled by whoever bills."

globals().update(
    django_settings(ENVIRONMENT, name="billing", about=ABOUT, apps=["billing"], access="billing.access.ACCESS")
)
