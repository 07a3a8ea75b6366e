"""Quotes: what something costs now."""

import uuid

import pytest


@pytest.fixture
def ask(reader):
    def post(*lines):
        wanted = [{"product": str(product), "quantity": quantity} for product, quantity in lines]
        return reader.post("/api/quotes/", {"lines": wanted}, format="json")

    return post


def test_lines_are_priced(ask, make_product):
    first, second = make_product(price="12.50"), make_product(price="0.99")

    answer = ask((first.pk, 2), (second.pk, 3))

    assert answer.status_code == 200
    assert answer.json()["lines"][0] == {
        "product": str(first.pk),
        "sku": first.sku,
        "name": first.name,
        "quantity": 2,
        "unit_price": {"amount": "12.50", "currency": "EUR"},
        "total": {"amount": "25.00", "currency": "EUR"},
    }
    assert answer.json()["total"] == {"amount": "27.97", "currency": "EUR"}


@pytest.mark.django_db
def test_an_unknown_product_is_named_by_its_line(ask, lamp):
    answer = ask((lamp.pk, 1), (uuid.uuid4(), 1))

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["lines.1.product"]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_not_sold(ask, make_product, status):
    answer = ask((make_product(status=status).pk, 1))

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["lines.0.product"]


def test_mixed_currencies_are_refused(ask, make_product):
    answer = ask((make_product().pk, 1), (make_product(currency="USD").pk, 1))

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["lines.1.product"]


@pytest.mark.parametrize("quantity", [0, -1, 10_001, 10**30, 1.5, "2", True, None, [1], {"a": 1}])
def test_an_odd_quantity_is_refused(ask, lamp, quantity):
    answer = ask((lamp.pk, quantity))

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["lines.0.quantity"]


@pytest.mark.parametrize("lines", [[], None, "x", {}, [1], [{}] * 10_000])
def test_odd_lines_are_refused(reader, lines):
    answer = reader.post("/api/quotes/", {"lines": lines}, format="json")

    assert answer.status_code == 400
    assert all(name.startswith("lines") for name in answer.json()["errors"])


def test_a_quote_is_one_query(ask, make_product, django_assert_num_queries):
    wanted = [(make_product().pk, 1) for _ in range(20)]
    ask(*wanted)

    with django_assert_num_queries(1):
        ask(*wanted)
