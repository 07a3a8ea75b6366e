"""Invoices as they are written outside, and what is read from outside."""

from rest_framework import serializers

from billing.models import Invoice, Line, Status
from coatcheck.service.money import MoneyField
from coatcheck.service.paging import PageQuery
from coatcheck.service.strict import LinesField, StrictSerializer, TextField, WholeNumberField

MAX_LINES = 100
MAX_QUANTITY = 10_000


class LineSerializer(serializers.ModelSerializer[Line]):
    unit_price = MoneyField(read_only=True)
    total = MoneyField(read_only=True)

    class Meta:
        model = Line
        fields = ("product", "sku", "name", "quantity", "unit_price", "total")


class InvoiceSerializer(serializers.ModelSerializer[Invoice]):
    """An invoice as all answers write it; `rows.py` writes the same, faster, for lists."""

    lines = LineSerializer(many=True, read_only=True)
    total = MoneyField(read_only=True)
    paid = MoneyField(read_only=True)

    class Meta:
        model = Invoice
        fields = ("id", "number", "customer", "status", "lines", "total", "paid", "created_at", "issued_at")


class OrderedLine(StrictSerializer):
    product = serializers.UUIDField()
    quantity = WholeNumberField(min_value=1, max_value=MAX_QUANTITY)


class Order(StrictSerializer):
    """`customer` is the subject it is ordered for; left out, the caller's own."""

    lines = LinesField(child=OrderedLine(), longest=MAX_LINES)
    customer = TextField(max_length=255, required=False)


class NewPayment(StrictSerializer):
    amount = MoneyField()


class InvoiceQuery(PageQuery):
    """The query of the list of invoices; anything else in it is refused."""

    status = serializers.ChoiceField(Status.choices, required=False)
    customer = serializers.CharField(max_length=255, required=False)
