"""Orders and payments that are malformed: refused by field, with nothing written."""

from uuid import uuid4

import pytest

from billing.models import Invoice
from billing.services import invoices
from tests.people import INVOICES, path

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", [None, "x" * 256, "caf\xe9"])
def test_an_order_without_a_usable_key_is_refused(bob, order, key):
    answer = bob.post(INVOICES, order, key=key)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]


BAD_ORDERS = {
    "no lines": ({}, "lines"),
    "empty lines": ({"lines": []}, "lines"),
    "lines no list": ({"lines": {"product": "x"}}, "lines"),
    "line no object": ({"lines": [1]}, "lines.0.non_field_errors"),
    "unknown field": ({"total": "1.00"}, "total"),
    "unknown field of a line": (
        {"lines": [{"product": str(uuid4()), "quantity": 1, "price": "0.01"}]},
        "lines.0.price",
    ),
    "bad product": ({"lines": [{"product": "x", "quantity": 1}]}, "lines.0.product"),
    "NUL in product": ({"lines": [{"product": "\x00", "quantity": 1}]}, "lines.0.product"),
    "no quantity": ({"lines": [{"product": str(uuid4())}]}, "lines.0.quantity"),
    "empty customer": ({"customer": ""}, "customer"),
    "NUL in customer": ({"customer": "a\x00b"}, "customer"),
    "long customer": ({"customer": "x" * 256}, "customer"),
    "customer no text": ({"customer": 5}, "customer"),
    "customer null": ({"customer": None}, "customer"),
}


@pytest.mark.parametrize(("spoilt", "field"), BAD_ORDERS.values(), ids=BAD_ORDERS.keys())
def test_a_malformed_order_is_refused_by_field(carol, order, spoilt, field):
    body = {} if spoilt == {} else order | spoilt

    answer = carol.post(INVOICES, body)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Invoice.objects.exists()


@pytest.mark.parametrize("quantity", [0, -1, 10_001, 2**31, 2**63, 10**40, 1.5, 1.0, "1", True, None])
def test_an_odd_quantity_is_refused(bob, order, quantity):
    order["lines"][0]["quantity"] = quantity

    answer = bob.post(INVOICES, order)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["lines.0.quantity"]


def test_ten_thousand_lines_are_refused(bob, order, shop):
    order["lines"] *= 10_000

    answer = bob.post(INVOICES, order)

    assert answer.status_code in (400, 413)
    assert not shop.requests


@pytest.mark.parametrize(
    "amount",
    [
        "0.00",
        "-1.00",
        "1.001",
        "1e3",
        "NaN",
        "Infinity",
        "-0",
        "",
        " 1.00",
        "1.00\n",
        "12345678901.00",
        "\u0661",
        1,
        1.5,
        None,
    ],
)
def test_an_odd_amount_is_refused(carol, ordered, amount):
    invoices.issue(ordered)

    answer = carol.post(path(ordered, "payments/"), {"amount": {"amount": amount, "currency": "EUR"}})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["amount"]
    assert not ordered.payments.exists()


@pytest.mark.parametrize("currency", ["USD", "XXX", "eur", "", None, 978])
def test_another_currency_is_refused(carol, ordered, currency):
    invoices.issue(ordered)

    answer = carol.post(path(ordered, "payments/"), {"amount": {"amount": "1.00", "currency": currency}})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["amount"]
