"""Invoices as the hot list writes them: the same members as `InvoiceSerializer`, without its cost.

The lines come out of the database as JSON and go into the answer as they are.
"""

from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import F, OuterRef, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from billing.models import Line
from coatcheck.service.money import WrittenMoney


def money(name: str) -> JSONObject:
    return JSONObject(amount=Cast(name, TextField()), currency=OuterRef("currency"))


LINE = JSONObject(
    product=F("product"),
    sku=F("sku"),
    name=F("name"),
    quantity=F("quantity"),
    unit_price=money("price_amount"),
    total=money("total_amount"),
)
LINES_OF_INVOICE = Cast(
    Subquery(
        Line.objects.filter(invoice=OuterRef("pk"))
        .order_by()
        .values("invoice")
        .annotate(lines=JSONBAgg(LINE, order_by="position"))
        .values("lines")
    ),
    TextField(),
)


class InvoiceRow(msgspec.Struct):
    id: UUID
    number: str | None
    customer: str
    status: str
    lines: msgspec.Raw
    total: WrittenMoney
    paid: WrittenMoney
    created_at: str
    issued_at: str | None

    columns: ClassVar[tuple[str, ...]] = (
        *("id", "number", "customer", "status", "lines_json"),
        *("total_amount", "paid_amount", "currency", "created_at", "issued_at"),
    )
    times: ClassVar[tuple[str, ...]] = ("created_at", "issued_at")

    @classmethod
    def from_columns(cls, *values: Any) -> Self:
        identifier, number, customer, status, lines, total, paid, currency, created_at, issued_at = values
        sums = WrittenMoney(total, currency), WrittenMoney(paid, currency)
        return cls(identifier, number, customer, status, msgspec.Raw(lines), *sums, created_at, issued_at)
