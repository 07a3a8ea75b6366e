"""What callers see: their own invoices, or all of them, a page at a time."""

from decimal import Decimal
from uuid import uuid4

import pytest

from billing.quotes import PricedLine, Quote
from billing.services import invoices
from coatcheck.service.money import Money
from tests.people import INVOICES, Person, path

pytestmark = pytest.mark.django_db


def test_list_and_detail_tell_the_same(bob, ordered):
    detail = bob.get(path(ordered)).json()

    assert bob.get(INVOICES).json() == {"next": None, "previous": None, "results": [detail]}


def test_a_list_is_one_query(bob, order, django_assert_num_queries):
    for _ in range(3):
        bob.post(INVOICES, order)

    with django_assert_num_queries(1):
        assert len(bob.get(INVOICES).json()["results"]) == 3


def test_lines_keep_their_order_in_the_list(bob, shop):
    products = [str(shop.stock()) for _ in range(5)]
    bob.post(INVOICES, {"lines": [{"product": product, "quantity": 1} for product in products]})

    (invoice,) = bob.get(INVOICES).json()["results"]

    assert [line["product"] for line in invoice["lines"]] == products


def test_pages_lead_from_the_newest_to_the_oldest_and_back(bob, order):
    made = [bob.post(INVOICES, order).json()["id"] for _ in range(5)]

    first = bob.get(INVOICES, limit=2).json()
    second = bob.client.get(first["next"], headers=bob.headers).json()
    back = bob.client.get(second["previous"], headers=bob.headers).json()

    assert [each["id"] for each in first["results"] + second["results"]] == made[:0:-1]
    assert back["results"] == first["results"]


def test_one_sees_ones_own_invoices_only(bob, sign_in, ordered):
    mallory = sign_in("mallory", "customer")

    assert mallory.get(INVOICES).json()["results"] == []
    assert mallory.get(path(ordered)).status_code == 404
    assert bob.get(path(ordered)).status_code == 200


def test_a_billing_admin_sees_all(carol, ordered):
    assert [each["id"] for each in carol.get(INVOICES).json()["results"]] == [str(ordered.pk)]
    assert carol.get(path(ordered)).status_code == 200


def test_a_caller_without_any_role_sees_an_empty_list(sign_in, ordered):
    answer = sign_in("erin").get(INVOICES)

    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_the_same_subject_of_another_realm_is_somebody_else(bob, shop):
    line = PricedLine(shop.stock(), "MUG-1", "A mug", 1, Money(Decimal("1.00"), "EUR"))
    theirs = invoices.create(issuer="https://elsewhere", customer="bob", quote=Quote((line,)))

    assert bob.get(path(theirs)).status_code == 404
    assert bob.get(INVOICES).json()["results"] == []


@pytest.mark.parametrize(
    ("query", "count"), [({"status": "draft"}, 1), ({"status": "paid"}, 0), ({"customer": "x"}, 0)]
)
def test_the_list_can_be_narrowed(carol, ordered, query, count):
    assert len(carol.get(INVOICES, **query).json()["results"]) == count


@pytest.mark.parametrize(
    "query",
    [
        {"state": "draft"},
        {"status": "lost"},
        {"limit": "0"},
        {"limit": "201"},
        {"cursor": "x"},
        {"status": ["draft", "paid"]},
    ],
)
def test_an_unknown_filter_is_refused(bob, query):
    answer = bob.get(INVOICES, **query)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(query)


def test_billing_reads_while_catalog_is_gone(bob, ordered, shop):
    shop.misbehave("dead")

    assert bob.get(path(ordered)).status_code == 200


@pytest.mark.parametrize("identifier", ["x", "1", "\x00", str(uuid4()), "%ff"])
def test_an_unknown_invoice_is_not_found(carol, identifier):
    assert carol.get(f"{INVOICES}{identifier}/").status_code == 404


def test_without_a_token_there_is_nothing_to_see(sign_in):
    answer = Person(None).get(INVOICES)

    assert answer.status_code == 401
    assert "error" not in answer.headers["WWW-Authenticate"]


def test_a_token_for_catalog_is_refused(realm, sign_in):
    answer = Person(realm.issue(audience="catalog", scope="catalog:read")).get(INVOICES)

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
