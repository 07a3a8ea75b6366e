"""What billing makes of catalog's answers: prices, a refused line, or no answer at all."""

from decimal import Decimal
from uuid import uuid4

import httpx
import pytest

from billing.prices import Catalog
from billing.quotes import OrderLine
from billing.refusals import CatalogUnavailable
from coatcheck.service.money import Money
from coatcheck.testing.faults import Fault
from coatcheck.testing.server import Reply


@pytest.fixture
def catalog(shop):
    """Billing's side of the connection, without a token: the stand-in asks for none."""
    with httpx.Client(base_url=shop.url, trust_env=False) as client:
        yield Catalog(client, httpx.Auth)


def line(shop, quantity: int = 1) -> OrderLine:
    return OrderLine(shop.stock(), quantity)


def test_prices_come_in_the_order_of_the_lines(catalog, shop):
    lines = [OrderLine(shop.stock("12.50"), 2), OrderLine(shop.stock("0.99"), 3)]

    quote = catalog.quote(lines)

    assert [(each.product, each.quantity) for each in quote.lines] == [(each.product, each.quantity) for each in lines]
    assert [each.total for each in quote.lines] == [Money(Decimal("25.00"), "EUR"), Money(Decimal("2.97"), "EUR")]


def test_a_product_not_sold_is_named_by_its_line(catalog, shop):
    quote = catalog.quote([line(shop), OrderLine(uuid4(), 1)])

    assert quote.refused == {"lines.1.product": ["This is not sold."]}


def test_a_busy_catalog_is_asked_again(catalog, shop):
    shop.answers = [Reply({}, 503), Reply({}, 502)]

    quote = catalog.quote([line(shop)])

    assert len(quote.lines) == 1
    assert len(shop.requests) == 3


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 413, 500])
def test_a_refusing_catalog_is_unavailable_and_not_asked_again(catalog, shop, status):
    shop.answers = [Reply({"detail": "No."}, status)]

    with pytest.raises(CatalogUnavailable):
        catalog.quote([line(shop)])

    assert len(shop.requests) == 1


@pytest.mark.parametrize(
    "fault", [Fault.DEAD, Fault.GARBAGE, Fault.HTML, Fault.HUGE, Fault.REDIRECT, Fault.EMPTY, Fault.EMPTY_OBJECT]
)
def test_a_broken_catalog_is_unavailable(catalog, shop, fault):
    shop.misbehave(fault)

    with pytest.raises(CatalogUnavailable):
        catalog.quote([line(shop)])


@pytest.mark.parametrize("fault", [Fault.HANGING, Fault.DRIP])
def test_a_catalog_that_never_finishes_is_given_up_within_the_deadline(shop, fault):
    shop.misbehave(fault)
    hurried = iter([0.0] + [3.9] * 3 + [4.1] * 1000)

    with httpx.Client(base_url=shop.url, trust_env=False) as client, pytest.raises(CatalogUnavailable):
        Catalog(client, httpx.Auth, clock=lambda: next(hurried)).quote([line(shop)])


def spoil(member: str, value: object):
    def answer(shop, order: OrderLine) -> dict[str, object]:
        price = {"amount": "12.50", "currency": "EUR"}
        good = {"product": str(order.product), "quantity": order.quantity, "sku": "s", "name": "n", "unit_price": price}
        target = price if member in price else good
        target[member] = value
        return {"lines": [good]}

    return answer


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("product", str(uuid4())),
        ("quantity", 2),
        ("quantity", "1"),
        ("sku", "x" * 65),
        ("name", None),
        ("unit_price", 12.5),
        ("amount", 12.5),
        ("amount", "0.00"),
        ("amount", "-1.00"),
        ("amount", "NaN"),
        ("amount", "1e3"),
        ("amount", "12.345"),
        ("amount", "12.50\n"),
        ("amount", "12345678901.00"),
        ("currency", "XXX"),
    ],
)
def test_an_answer_beside_the_agreement_is_no_answer(catalog, shop, member, value):
    order = line(shop)
    shop.answers = [Reply(spoil(member, value)(shop, order))]

    with pytest.raises(CatalogUnavailable):
        catalog.quote([order])


@pytest.mark.parametrize("body", [{}, {"errors": {}}, {"errors": "no"}, {"errors": {"lines.0.product": "no"}}])
def test_a_refusal_that_names_no_line_is_no_answer(catalog, shop, body):
    shop.answers = [Reply(body, 422)]

    with pytest.raises(CatalogUnavailable):
        catalog.quote([line(shop)])
