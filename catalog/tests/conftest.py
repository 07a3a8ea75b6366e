"""A stand-in realm, callers with tokens of it, and products on a real PostgreSQL."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from catalog.models import Category, Product
from catalog.services import products
from coatcheck.service.money import Money
from coatcheck.testing.readiness import wait_for_keys


@pytest.fixture
def caller(realm, settings):
    """Give a maker of clients with a token: `caller(scope="catalog:read", roles=["catalog-editor"])`."""
    realm.audience = "catalog"
    settings.COATCHECK = {**settings.COATCHECK, "ISSUER": realm.issuer}
    wait_for_keys()

    def make(**claims):
        client = APIClient(raise_request_exception=True)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {realm.issue(**claims)}")
        return client

    return make


@pytest.fixture
def anonymous(caller):
    return APIClient()


@pytest.fixture
def reader(caller):
    return caller(username="bob", scope="catalog:read", roles=["customer"])


@pytest.fixture
def editor(caller):
    return caller(username="alice", scope="catalog:read catalog:write", roles=["catalog-editor", "customer"])


@pytest.fixture
def lamps(db):
    return Category.objects.create(name="Lamps")


@pytest.fixture
def make_product(lamps, as_principal):
    """Give a maker of products that are published unless told otherwise."""
    made = []

    def make(*, price="12.50", currency="EUR", status="published", **fields):
        number = len(made)
        fields = {"sku": f"LMP-{number}", "name": f"Lamp {number}", "category": lamps} | fields
        product = products.create(by=as_principal("alice"), price=Money(Decimal(price), currency), **fields)
        Product.objects.filter(pk=product.pk).update(status=status)
        product.refresh_from_db()
        made.append(product)
        return product

    return make


@pytest.fixture
def lamp(make_product):
    return make_product(name="Brass lamp")


@pytest.fixture
def draft(make_product):
    return make_product(name="Secret lamp", status="draft")


@pytest.fixture
def new_product(lamps):
    """Give the body that adds a product, for a test to spoil."""
    price = {"amount": "89.00", "currency": "EUR"}
    return {"sku": "NEW-1", "name": "New lamp", "description": "It shines.", "category": str(lamps.pk), "price": price}


@pytest.fixture
def names(reader):
    """Give what a list of products answers: the names on it."""
    return lambda query="": [row["name"] for row in reader.get(f"/api/products/{query}").json()["results"]]
