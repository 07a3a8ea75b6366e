"""The life of an invoice: draft → issued → paid, or void.

Each verb holds the invoice's row while it decides, so two callers at once are one after the other.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from billing.models import Invoice, Line, Payment, Status
from billing.quotes import PricedLine, Quote
from billing.refusals import OtherCurrency
from billing.services.numbers import take_number
from coatcheck.principal import Principal
from coatcheck.service.money import Money
from coatcheck.service.refusals import Conflict, Unprocessable

Clock = Callable[[], datetime]


@transaction.atomic
def create(*, issuer: str, customer: str, quote: Quote, clock: Clock = timezone.now) -> Invoice:
    """Return a new draft with the prices of the quote.

    Raises:
        Unprocessable: catalog does not sell a line, or the lines are in several currencies.
    """
    if quote.refused:
        raise Unprocessable(quote.refused)
    currency = single_currency(quote.lines)
    total = sum((line.total.amount for line in quote.lines), Decimal())
    invoice = Invoice.objects.create(
        issuer=issuer, customer=customer, currency=currency, total_amount=total, created_at=clock()
    )
    Line.objects.bulk_create(make_line(invoice, position, line) for position, line in enumerate(quote.lines, start=1))
    return invoice


def single_currency(lines: tuple[PricedLine, ...]) -> str:
    first = lines[0].unit_price.currency
    message = f"This is not sold in {first}, as the first line is."
    odd = {f"lines.{n}.product": [message] for n, line in enumerate(lines) if line.unit_price.currency != first}
    if odd:
        raise Unprocessable(odd)
    return first


def make_line(invoice: Invoice, position: int, line: PricedLine) -> Line:
    return Line(
        invoice=invoice,
        position=position,
        product=line.product,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        price_amount=line.unit_price.amount,
        total_amount=line.total.amount,
    )


@transaction.atomic
def issue(invoice: Invoice, *, clock: Clock = timezone.now) -> Invoice:
    """Give the draft its number; from here on its lines and total stand.

    Raises:
        Conflict: it is no draft.
    """
    invoice = invoice.locked()
    require(invoice, Status.DRAFT, to="issued")
    invoice.issued_at = clock().astimezone(UTC)
    invoice.number = take_number(invoice.issued_at.year)
    invoice.status = Status.ISSUED
    invoice.save(update_fields=["issued_at", "number", "status"])
    return invoice


@transaction.atomic
def pay(invoice: Invoice, *, amount: Money, by: Principal, clock: Clock = timezone.now) -> Invoice:
    """Enter a payment in the invoice's currency.

    Raises:
        OtherCurrency: the amount is in another one.
        Conflict: it is not issued, or less than this is left to pay.
    """
    invoice = invoice.locked()
    if amount.currency != invoice.currency:
        raise OtherCurrency({"amount": [f"The invoice is in {invoice.currency}."]})
    require(invoice, Status.ISSUED, to="paid")
    left = invoice.total_amount - invoice.paid_amount
    if amount.amount > left:
        raise Conflict(f"Only {left} {invoice.currency} is left to pay.")
    Payment.objects.create(
        invoice=invoice, amount=amount.amount, issuer=by.issuer, entered_by=by.subject, created_at=clock()
    )
    invoice.paid_amount += amount.amount
    invoice.status = Status.PAID if amount.amount == left else Status.ISSUED
    invoice.save(update_fields=["paid_amount", "status"])
    return invoice


@transaction.atomic
def void(invoice: Invoice) -> Invoice:
    """Call the invoice off; a number it has stays used.

    Raises:
        Conflict: it is paid or void, or a part of it is paid.
    """
    invoice = invoice.locked()
    require(invoice, Status.DRAFT, Status.ISSUED, to="void")
    if invoice.paid_amount:
        raise Conflict("The invoice is partly paid and can no longer be void.")
    invoice.status = Status.VOID
    invoice.save(update_fields=["status"])
    return invoice


def require(invoice: Invoice, *statuses: Status, to: str) -> None:
    if invoice.status not in statuses:
        raise Conflict(f"The invoice is {invoice.status} and cannot become {to}.")
