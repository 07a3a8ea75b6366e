"""Billing's API: who may do what stands in `policy`, what is done in `services`."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from billing import access, prices
from billing.filters import InvoiceFilter
from billing.models import Invoice
from billing.openapi import describe_invoices
from billing.querysets import InvoiceQuerySet
from billing.quotes import OrderLine
from billing.rows import InvoiceRow
from billing.serializers import InvoiceQuery, InvoiceSerializer, NewPayment, Order
from billing.services import invoices
from billing.services.idempotency import Attempt, Body, answer_once, recall
from coatcheck.drf import Fresh, PolicyViewSet, permission, scope
from coatcheck.errors import InsufficientScope, Reason
from coatcheck.service.rows import RowListMixin
from coatcheck.service.strict import StrictSerializer, read

CAN_READ = scope(access.READ)
CAN_ADD = scope(access.WRITE) & permission(access.ADD_INVOICE)
CAN_CHANGE = scope(access.WRITE) & permission(access.CHANGE_INVOICE)
CAN_PAY = scope(access.WRITE) & permission(access.ADD_PAYMENT)


@describe_invoices
class InvoiceViewSet(RowListMixin, PolicyViewSet):
    """Invoices, as far as the caller may see or change them. An action that `policy` does not name is refused."""

    policy = {
        "list": CAN_READ,
        "retrieve": CAN_READ,
        "create": CAN_ADD,
        "issue": CAN_CHANGE,
        "payments": CAN_PAY,
        "void": CAN_CHANGE & Fresh,
    }
    serializer_class = InvoiceSerializer
    filter_backends = (InvoiceFilter,)
    query_class = InvoiceQuery
    row_type = InvoiceRow
    lookup_value_converter = "uuid"

    def get_queryset(self) -> InvoiceQuerySet:
        return Invoice.objects.visible_to(self.caller).order_by("-id")

    def retrieve(self, request: Request, pk: UUID) -> Response:
        return Response(write(get_object_or_404(self.get_queryset(), pk=pk)))

    def create(self, request: Request) -> Response:
        """Order at catalog's prices.

        Catalog is asked before the transaction, so that nothing is locked while another service is waited for. A
        repeated key finds its answer before that: it gets the first prices, also when catalog is down.
        """
        order = read(Order, request.data)
        customer = self.customer_of(order.get("customer"))
        attempt = self.attempt("create")
        body = recall(attempt) or self.place(attempt, order["lines"], customer)
        return Response(body, status.HTTP_201_CREATED)

    def place(self, attempt: Attempt, lines: Sequence[Mapping[str, Any]], customer: str) -> Body:
        quote = prices.catalog().quote([OrderLine(**line) for line in lines])
        issuer = self.caller.issuer
        return answer_once(attempt, lambda: write(invoices.create(issuer=issuer, customer=customer, quote=quote)))

    def customer_of(self, named: str | None) -> str:
        if named is None:
            return self.caller.subject
        if not self.caller.has_perm(access.ADD_INVOICE_FOR_ANYONE):
            raise InsufficientScope(
                Reason.MISSING_ROLE, permission=access.ADD_INVOICE_FOR_ANYONE, required=(access.WRITE,)
            )
        return named

    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: UUID) -> Response:
        read(StrictSerializer, request.data)
        return Response(write(invoices.issue(find(pk))))

    @action(detail=True, methods=["post"])
    def payments(self, request: Request, pk: UUID) -> Response:
        invoice = find(pk)
        amount = read(NewPayment, request.data)["amount"]
        attempt = self.attempt(f"pay {invoice.pk}")
        body = answer_once(attempt, lambda: write(invoices.pay(invoice, amount=amount, by=self.caller)))
        return Response(body, status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: UUID) -> Response:
        read(StrictSerializer, request.data)
        return Response(write(invoices.void(find(pk))))

    def attempt(self, operation: str) -> Attempt:
        return Attempt.of(self.caller, self.request.headers.get("Idempotency-Key"), operation, self.request.data)


def find(pk: UUID) -> Invoice:
    """Return any invoice, for those whose rule lets them change each: a token for writing alone can *see* none."""
    return get_object_or_404(Invoice, pk=pk)


def write(invoice: Invoice) -> Body:
    return dict(InvoiceSerializer(invoice).data)
