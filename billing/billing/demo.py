"""A few invoices to look at, for the demonstration users."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from billing.models import Invoice
from billing.quotes import PricedLine, Quote
from billing.services import invoices
from coatcheck.principal import Principal
from coatcheck.service.identifiers import demo_id
from coatcheck.service.money import Money

# Whose, what, and how far it has come. Products are as catalog's demonstration shop has them.
DESK_LAMP = ("LMP-001", "Brass desk lamp", "89.00")
LANTERN = ("LMP-002", "Paper lantern", "24.50")
READING_LAMP = ("LMP-003", "Reading lamp with dimmer", "64.00")

INVOICES: tuple[tuple[str, str, Sequence[tuple[tuple[str, str, str], int]]], ...] = (
    ("alice", "issued", [(LANTERN, 4)]),
    ("bob", "paid", [(DESK_LAMP, 1), (LANTERN, 2)]),
    ("bob", "issued", [(READING_LAMP, 2)]),
    ("bob", "draft", [(DESK_LAMP, 3)]),
    ("dave", "void", [(LANTERN, 1)]),
)


def people() -> list[str]:
    """Return the names of those who have invoices here."""
    return sorted({user for user, _, _ in INVOICES})


@transaction.atomic
def seed(issuer: str, users: Mapping[str, str]) -> int:
    """Bring in the invoices of each user who has none, and return how many came in. `users` gives subjects by name."""
    have_some = set(Invoice.objects.filter(issuer=issuer).values_list("customer", flat=True))
    wanted = [each for each in INVOICES if each[0] in users and users[each[0]] not in have_some]
    for user, state, items in wanted:
        quote = Quote(tuple(price(*item, quantity) for item, quantity in items))
        bring(invoices.create(issuer=issuer, customer=users[user], quote=quote), state)
    return len(wanted)


def price(sku: str, name: str, amount: str, quantity: int) -> PricedLine:
    return PricedLine(demo_id(sku), sku, name, quantity, Money(Decimal(amount), "EUR"))


def bring(invoice: Invoice, state: str) -> None:
    """Let the draft go through its life until it is in this state."""
    if state in ("issued", "paid"):
        invoice = invoices.issue(invoice)
    if state == "paid":
        clerk = Principal(invoice.issuer, "seed", "seed", "service", "billing")
        invoices.pay(invoice, amount=invoice.total, by=clerk)
    if state == "void":
        invoices.void(invoice)
