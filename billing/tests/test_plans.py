"""Each query of the list uses the index that is meant for it, once there is more than a handful of invoices."""

import json
import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import Invoice, Line
from tests.people import INVOICES

MANY = 4_000
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PRICE = Decimal("12.50")


@pytest.fixture
def many(db):
    """Drafts of two hundred customers, one in a hundred of them void."""
    facts = {"issuer": "https://id.example.com", "currency": "EUR", "total_amount": PRICE, "created_at": NOON}
    made = [Invoice(customer=f"customer-{number % 200}", **facts) for number in range(MANY)]
    Invoice.objects.bulk_create(made)
    mug = {"sku": "MUG-1", "name": "A mug", "quantity": 1, "price_amount": PRICE, "total_amount": PRICE}
    Line.objects.bulk_create(Line(invoice=each, position=1, product=uuid.uuid4(), **mug) for each in made)
    Invoice.objects.filter(pk__in=[each.pk for each in made[::100]]).update(status="void")
    with connection.cursor() as cursor:
        cursor.execute("analyze billing_invoice, billing_line")


@pytest.fixture
def indexes():
    """Give which indexes the one query of a list names in its plan."""

    def ask(person, **query):
        with CaptureQueriesContext(connection) as asked:
            assert person.get(INVOICES, **query).status_code == 200
        assert len(asked) == 1
        with connection.cursor() as cursor:
            cursor.execute(f"explain (format json) {asked.captured_queries[0]['sql']}")
            plan = cursor.fetchone()[0]
        return names_in(plan if isinstance(plan, list) else json.loads(plan)) - {"line_position_once"}

    return ask


def names_in(plan):
    if isinstance(plan, list):
        return set().union(*map(names_in, plan))
    if isinstance(plan, dict):
        return {plan["Index Name"]} if "Index Name" in plan else set().union(*map(names_in, plan.values()))
    return set()


def test_each_list_uses_its_index(many, carol, sign_in, indexes):
    customer = sign_in("customer-7", "customer")
    cursor = carol.get(INVOICES).json()["next"].partition("cursor=")[2]

    assert indexes(carol) == {"billing_invoice_pkey"}
    assert indexes(carol, cursor=cursor) == {"billing_invoice_pkey"}
    assert indexes(carol, status="void") == {"invoice_in_status"}
    assert indexes(carol, customer="customer-7") == {"invoice_of_customer"}
    assert indexes(customer) == {"invoice_of_customer"}
