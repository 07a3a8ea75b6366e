"""What the database refuses when the code is wrong: each row is spoilt behind the code's back."""

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import Invoice, Status
from billing.services import invoices
from tests.conftest import euros


@pytest.fixture
def paid(issued, clerk) -> Invoice:
    return invoices.pay(issued, amount=euros("25.00"), by=clerk)


def spoil(statement: str, *values: object) -> None:
    """Run it as a transaction of its own, up to what is checked at commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


SPOILT_INVOICES = {
    "draft_with_number": ("draft", "number = '2026-000009'", "invoice_state"),
    "draft_with_money": ("draft", "paid_amount = 1", "invoice_state"),
    "draft_straight_to_paid": (
        "draft",
        "status = 'paid', number = '2026-000009', issued_at = now()",
        "invoice_transition",
    ),
    "issued_without_number": ("draft", "status = 'issued', issued_at = now()", "invoice_state"),
    "issued_without_time": ("draft", "status = 'issued', number = '2026-000009'", "invoice_state"),
    "odd_number": ("draft", "status = 'issued', number = '2026-9', issued_at = now()", "invoice_number"),
    "unknown_state": ("draft", "status = 'lost'", "invoice_transition"),
    "negative_total": ("draft", "total_amount = -1", "invoice_sums"),
    "small_currency": ("draft", "currency = 'eur'", "invoice_currency"),
    "total_beside_the_lines": ("draft", "total_amount = 24", "invoice_adds_up"),
    "other_customer": ("draft", "customer = 'mallory'", "invoice_frozen"),
    "issued_back_to_draft": ("issued", "status = 'draft', number = NULL, issued_at = NULL", "invoice_transition"),
    "other_number": ("issued", "number = '2026-000009'", "invoice_frozen"),
    "other_time": ("issued", "issued_at = now()", "invoice_frozen"),
    "other_total": ("issued", "total_amount = 26", "invoice_frozen"),
    "other_currency": ("issued", "currency = 'USD'", "invoice_frozen"),
    "paid_without_payment": ("issued", "paid_amount = 25, status = 'paid'", "invoice_adds_up"),
    "part_paid_without_payment": ("issued", "paid_amount = 1", "invoice_adds_up"),
    "overpaid": ("issued", "paid_amount = 26", "invoice_state"),
    "paid_in_full_yet_issued": ("issued", "paid_amount = 25", "invoice_state"),
    "void_after_payment": ("paid", "status = 'void'", "invoice_transition"),
    "paid_back_to_issued": ("paid", "status = 'issued'", "invoice_transition"),
}


@pytest.mark.parametrize(("state", "change", "constraint"), SPOILT_INVOICES.values(), ids=SPOILT_INVOICES.keys())
def test_database_refuses_a_spoilt_invoice(request, state, change, constraint):
    invoice = request.getfixturevalue(state)

    with pytest.raises(IntegrityError) as refused:
        spoil(f"UPDATE billing_invoice SET {change} WHERE id = %s", invoice.pk)

    assert refused.value.__cause__.diag.constraint_name.startswith(constraint)


SPOILT_LINES = {
    "no_pieces": ("draft", "quantity = 0, total_amount = 0", "line_counts"),
    "negative_price": ("draft", "price_amount = -1, total_amount = -2", "line_counts"),
    "position_zero": ("draft", "position = 0", "line_counts"),
    "amount_beside_the_price": ("draft", "total_amount = 24", "line_total"),
    "sum_beside_the_total": ("draft", "quantity = 3, total_amount = 37.50", "invoice_adds_up"),
    "frozen": ("issued", "name = 'Something else'", "line_frozen"),
}


@pytest.mark.parametrize(("state", "change", "constraint"), SPOILT_LINES.values(), ids=SPOILT_LINES.keys())
def test_database_refuses_a_spoilt_line(request, state, change, constraint):
    invoice = request.getfixturevalue(state)

    with pytest.raises(IntegrityError) as refused:
        spoil(f"UPDATE billing_line SET {change} WHERE invoice_id = %s", invoice.pk)

    assert refused.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize("table", ["billing_line", "billing_payment"])
def test_database_keeps_what_an_invoice_stands_on(paid, table):
    with pytest.raises(IntegrityError):
        spoil(f"DELETE FROM {table} WHERE invoice_id = %s", paid.pk)


def test_database_keeps_a_payment_as_it_was_entered(paid):
    with pytest.raises(IntegrityError):
        spoil("UPDATE billing_payment SET amount = 1 WHERE invoice_id = %s", paid.pk)


def test_database_keeps_an_invoice_with_a_number(issued):
    with pytest.raises(IntegrityError):
        issued.delete()


def test_database_lets_a_draft_go(draft):
    draft.delete()

    assert not Invoice.objects.exists()


def test_database_refuses_an_invoice_without_lines(db):
    with pytest.raises(IntegrityError):
        spoil(
            "INSERT INTO billing_invoice (id, issuer, customer, status, currency, total_amount, paid_amount, created_at)"
            " VALUES (gen_random_uuid(), 'https://id', 'bob', %s, 'EUR', 1, 0, now())",
            Status.DRAFT,
        )


def test_database_refuses_a_number_beyond_six_digits(db):
    with pytest.raises(IntegrityError):
        spoil("INSERT INTO billing_numberseries (year, last) VALUES (2026, 1000000)")


def test_database_refuses_a_key_without_an_answer(db):
    with pytest.raises(IntegrityError):
        spoil(
            "INSERT INTO billing_idempotencyrecord (issuer, subject, key, digest, created_at)"
            " VALUES ('https://id', 'bob', 'k', '', now())"
        )
