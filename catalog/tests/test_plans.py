"""Each query of the list uses the index that is meant for it, once there is more than a handful of products."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Product

NEWEST = {"product_created", "product_status_created"}


@pytest.fixture
def shop(lamps):
    """Give twenty thousand products in two hundred categories, an eighth of them of brass."""
    categories = [lamps, *(Category.objects.create(name=f"Category {number}") for number in range(199))]
    products = [
        Product(
            sku=f"SKU-{number}",
            name=f"{'Brass' if number % 8 == 0 else 'Oak'} thing {number}",
            description=f"from workshop w{number}x",
            category=categories[number % 200],
            price_amount=1 + number * 37 % 20_000,
            price_currency="EUR",
            status="draft" if number % 50 == 0 else "published",
        )
        for number in range(20_000)
    ]
    Product.objects.bulk_create(products, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("analyze catalog_product")
    return lamps


@pytest.fixture
def indexes(reader):
    """Give which indexes the one query of a list names in its plan."""

    def ask(query):
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(f"/api/products/{query}").status_code == 200
        assert len(asked) == 1
        with connection.cursor() as cursor:
            cursor.execute(f"explain (format json) {asked.captured_queries[0]['sql']}")
            plan = cursor.fetchone()[0]
        return names_in(plan if isinstance(plan, list) else json.loads(plan))

    return ask


def names_in(plan):
    if isinstance(plan, list):
        return set().union(*map(names_in, plan))
    if isinstance(plan, dict):
        return {plan["Index Name"]} if "Index Name" in plan else set().union(*map(names_in, plan.values()))
    return set()


def test_each_list_uses_its_index(shop, reader, indexes):
    next_page = reader.get("/api/products/").json()["next"].partition("?")[2]

    assert indexes("") & NEWEST
    assert indexes(f"?{next_page}") & NEWEST
    assert indexes("?ordering=name") == {"product_name"}
    assert indexes("?ordering=-price") == {"product_price"}
    assert indexes(f"?category={shop.pk}") == {"product_category_created"}
    assert "product_words" in indexes("?q=w4711x")
    assert indexes("?q=brass") & {"product_words", *NEWEST}
