"""The life of an invoice, one step at a time."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from billing.models import Invoice, Status
from billing.quotes import Quote
from billing.refusals import OtherCurrency
from billing.services import invoices
from coatcheck.service.money import Money
from coatcheck.service.refusals import Conflict, Unprocessable

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_an_order_becomes_a_draft_with_the_quoted_prices(db, priced):
    quote = Quote((priced("12.50", quantity=2), priced("0.99", quantity=3)))

    invoice = invoices.create(issuer="https://id", customer="bob", quote=quote)

    assert (invoice.status, invoice.number, invoice.currency) == (Status.DRAFT, None, "EUR")
    assert invoice.total_amount == Decimal("27.97")
    assert list(invoice.lines.values_list("position", "quantity", "total_amount")) == [
        (1, 2, Decimal("25.00")),
        (2, 3, Decimal("2.97")),
    ]


def test_the_largest_order_fits(db, priced):
    quote = Quote(tuple(priced("9999999999.99", quantity=10_000) for _ in range(100)))

    invoice = invoices.create(issuer="https://id", customer="bob", quote=quote)

    invoice.refresh_from_db()
    assert invoice.total_amount == Decimal("9999999999990000.00")


def test_a_line_that_catalog_does_not_sell_is_named(db):
    quote = Quote(refused={"lines.1.product": ["Not sold."]})

    with pytest.raises(Unprocessable) as refused:
        invoices.create(issuer="https://id", customer="bob", quote=quote)

    assert refused.value.detail == {"lines.1.product": ["Not sold."]}
    assert not Invoice.objects.exists()


def test_lines_in_several_currencies_are_named(db, priced):
    quote = Quote((priced(), priced(currency="USD"), priced()))

    with pytest.raises(Unprocessable) as refused:
        invoices.create(issuer="https://id", customer="bob", quote=quote)

    assert list(refused.value.detail) == ["lines.1.product"]
    assert not Invoice.objects.exists()


def test_issuing_gives_number_and_time(draft):
    invoice = invoices.issue(draft, clock=lambda: NOON)

    assert (invoice.status, invoice.number, invoice.issued_at) == (Status.ISSUED, "2026-000001", NOON)


def test_the_number_is_of_the_year_in_utc(draft):
    new_year_in_berlin = datetime(2027, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))

    invoice = invoices.issue(draft, clock=lambda: new_year_in_berlin)

    assert invoice.number == "2026-000001"


def test_payments_add_up_until_it_is_paid(issued, clerk):
    first = invoices.pay(issued, amount=euros("10.00"), by=clerk)
    second = invoices.pay(issued, amount=euros("15.00"), by=clerk)

    assert (first.status, first.paid_amount) == (Status.ISSUED, Decimal("10.00"))
    assert (second.status, second.paid_amount) == (Status.PAID, Decimal("25.00"))
    assert list(issued.payments.values_list("amount", "entered_by")) == [
        (Decimal("10.00"), "carol"),
        (Decimal("15.00"), "carol"),
    ]


def test_overpayment_is_refused(issued, clerk):
    with pytest.raises(Conflict, match=r"Only 25\.00 EUR is left"):
        invoices.pay(issued, amount=euros("25.01"), by=clerk)

    assert not issued.payments.exists()


def test_a_payment_in_another_currency_is_refused(issued, clerk):
    with pytest.raises(OtherCurrency):
        invoices.pay(issued, amount=Money(Decimal("1.00"), "USD"), by=clerk)

    assert not issued.payments.exists()


def test_void_keeps_the_number(issued):
    invoice = invoices.void(issued)

    assert (invoice.status, invoice.number) == (Status.VOID, "2026-000001")


def test_what_is_partly_paid_cannot_be_void(issued, clerk):
    invoices.pay(issued, amount=euros("1.00"), by=clerk)

    with pytest.raises(Conflict, match="partly paid"):
        invoices.void(issued)


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        ("issued", "issue"),
        ("paid", "issue"),
        ("void", "issue"),
        ("draft", "pay"),
        ("paid", "pay"),
        ("void", "pay"),
        ("paid", "void"),
        ("void", "void"),
    ],
)
def test_other_transitions_are_refused(draft, clerk, state, verb):
    reach = {
        "draft": [],
        "issued": [invoices.issue],
        "paid": [invoices.issue, lambda it: invoices.pay(it, amount=euros("25.00"), by=clerk)],
        "void": [invoices.void],
    }
    for step in reach[state]:
        step(draft)
    verbs = {
        "issue": invoices.issue,
        "pay": lambda it: invoices.pay(it, amount=euros("1.00"), by=clerk),
        "void": invoices.void,
    }

    with pytest.raises(Conflict, match=f"is {state}"):
        verbs[verb](draft)

    assert Invoice.objects.get().status == state
