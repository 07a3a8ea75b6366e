"""Ordering at catalog's prices: who may, what a repeated key gets, and what happens when catalog fails."""

from uuid import uuid4

import pytest

from billing.models import IdempotencyRecord, Invoice
from coatcheck.testing.server import Reply
from tests.people import INVOICES

pytestmark = pytest.mark.django_db

REFUSED = Reply({}, 401, challenge='Bearer error="invalid_token"')


def test_an_order_is_priced_by_catalog(bob, order):
    answer = bob.post(INVOICES, order)

    assert answer.status_code == 201
    invoice = answer.json()
    line = invoice["lines"][0]
    assert line["product"] == order["lines"][0]["product"]
    assert line["quantity"] == 2
    assert line["unit_price"] == {"amount": "12.50", "currency": "EUR"}
    assert line["total"] == invoice["total"] == {"amount": "25.00", "currency": "EUR"}
    assert invoice["paid"] == {"amount": "0.00", "currency": "EUR"}
    assert (invoice["customer"], invoice["status"], invoice["number"]) == ("bob", "draft", None)
    assert invoice["created_at"].endswith("Z")
    assert invoice["issued_at"] is None


def test_catalog_is_asked_with_billings_own_token(bob, order, realm, shop):
    bob.post(INVOICES, order)

    sent = shop.requests[0].headers["authorization"]
    assert realm.issued[sent.removeprefix("Bearer ")]["azp"] == "billing"
    assert sent != bob.headers["Authorization"]


@pytest.mark.parametrize("roles", [(), ("catalog-editor",)])
def test_ordering_takes_a_role(sign_in, order, roles):
    answer = sign_in("erin", *roles).post(INVOICES, order)

    assert answer.status_code == 403
    assert answer.json()["required_permission"] == "billing.add_invoice"


def test_ordering_for_somebody_else_takes_a_billing_admin(bob, carol, order):
    refused = bob.post(INVOICES, order | {"customer": "alice"})
    taken = carol.post(INVOICES, order | {"customer": "alice"})

    assert (refused.status_code, refused.json()["required_permission"]) == (403, "billing.add_invoice_for_anyone")
    assert (taken.status_code, taken.json()["customer"]) == (201, "alice")


def test_a_repeated_order_is_answered_alike_also_when_catalog_is_gone(bob, order, shop):
    first = bob.post(INVOICES, order, key="k")
    shop.misbehave("dead")

    second = bob.post(INVOICES, order, key="k")

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Invoice.objects.count() == 1


def test_a_repeated_order_keeps_the_first_prices(bob, order, shop):
    first = bob.post(INVOICES, order, key="k")
    next(iter(shop.shelves.values())).amount = "99.00"

    assert bob.post(INVOICES, order, key="k").json() == first.json()


def test_a_key_used_for_another_order_is_refused(bob, order, shop):
    bob.post(INVOICES, order, key="k")

    answer = bob.post(INVOICES, {"lines": [{"product": str(shop.stock()), "quantity": 1}]}, key="k")

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]
    assert Invoice.objects.count() == 1


def test_someone_elses_key_is_simply_a_new_key(bob, carol, order):
    first = bob.post(INVOICES, order, key="k").json()
    second = carol.post(INVOICES, order, key="k")

    assert second.status_code == 201
    assert second.json()["id"] != first["id"]
    assert second.json()["customer"] == "carol"


def test_what_catalog_does_not_sell_is_named_by_its_line(bob, order):
    order["lines"].append({"product": str(uuid4()), "quantity": 1})

    answer = bob.post(INVOICES, order)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["lines.1.product"]
    assert not Invoice.objects.exists()


def test_a_product_withdrawn_since_the_quote_is_named(bob, order, shop):
    shop.shelves.clear()

    assert bob.post(INVOICES, order).status_code == 422


def test_products_in_several_currencies_are_named(bob, order, shop):
    order["lines"].append({"product": str(shop.stock("1.00", "USD")), "quantity": 1})

    answer = bob.post(INVOICES, order)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["lines.1.product"])


@pytest.mark.parametrize("fault", ["dead", "error", "garbage"])
def test_an_unreachable_catalog_is_503_and_nothing_is_written(bob, order, shop, fault):
    shop.misbehave(fault)

    answer = bob.post(INVOICES, order, key="k")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert not Invoice.objects.exists()
    assert not IdempotencyRecord.objects.exists()


def test_an_order_tried_again_after_503_is_taken(bob, order, shop):
    shop.misbehave("error")
    bob.post(INVOICES, order, key="k")
    shop.server.mend()

    assert bob.post(INVOICES, order, key="k").status_code == 201


def test_a_realm_that_gives_us_no_token_is_503(bob, order, realm):
    bob.get(INVOICES)
    realm.misbehave("error", "token")

    answer = bob.post(INVOICES, order)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_token_that_catalog_refuses_is_replaced_once(bob, order, realm, shop):
    shop.answers = [REFUSED]

    assert bob.post(INVOICES, order).status_code == 201
    assert realm.requests["token"] == 2


def test_a_catalog_that_refuses_the_new_token_too_is_503(bob, order, realm, shop):
    shop.answers = [REFUSED] * 3

    assert bob.post(INVOICES, order).status_code == 503
    assert len(shop.requests) == 2
    assert realm.requests["token"] == 2
