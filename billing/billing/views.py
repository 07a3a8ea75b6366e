"""Billing's API: who may do what stands in `policy`, what is done in `services`."""

from collections.abc import Mapping
from typing import Any

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from billing import access, prices
from billing.models import Invoice
from billing.querysets import InvoiceQuerySet
from billing.quotes import OrderLine
from billing.rows import LINES_OF_INVOICE, InvoiceRow
from billing.serializers import InvoiceQuery, InvoiceSerializer, NewPayment, Order
from billing.services import invoices
from billing.services.idempotency import Attempt, Body, answer_once, recall
from coatcheck.drf import Fresh, PolicyViewSet, permission, scope
from coatcheck.errors import InsufficientScope, Reason
from coatcheck.service.rows import RowListMixin

CAN_READ = scope(access.READ)
CAN_ADD = scope(access.WRITE) & permission(access.ADD_INVOICE)
CAN_CHANGE = scope(access.WRITE) & permission(access.CHANGE_INVOICE)
CAN_PAY = scope(access.WRITE) & permission(access.ADD_PAYMENT)

READING = frozenset({"list", "retrieve"})


class InvoiceViewSet(RowListMixin, RetrieveModelMixin, PolicyViewSet):
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
    row_type = InvoiceRow
    lookup_value_converter = "uuid"

    def get_queryset(self) -> InvoiceQuerySet:
        found = Invoice.objects.order_by("-id")
        if self.action not in READING:
            return found.changeable_by(self.request.user)
        found = found.visible_to(self.request.user)
        return found.annotate(lines_json=LINES_OF_INVOICE) if self.action == "list" else found

    def filter_queryset(self, queryset: InvoiceQuerySet) -> InvoiceQuerySet:
        if self.action != "list":
            return queryset
        query = read(InvoiceQuery, self.request.query_params)
        return queryset.matching(status=query.get("status"), customer=query.get("customer"))

    def create(self, request: Request) -> Response:
        """Order at catalog's prices.

        Catalog is asked before the transaction, so that nothing is locked while another service is waited for. A
        repeated key finds its answer before that: it gets the first prices, also when catalog is down.
        """
        order = read(Order, request.data)
        customer = self.customer_of(order)
        attempt = self.attempt("create")
        body = recall(attempt) or self.place(attempt, order, customer)
        return Response(body, status.HTTP_201_CREATED)

    def place(self, attempt: Attempt, order: Mapping[str, Any], customer: str) -> Body:
        quote = prices.catalog().quote([OrderLine(**line) for line in order["lines"]])
        issuer = self.request.user.issuer
        return answer_once(attempt, lambda: write(invoices.create(issuer=issuer, customer=customer, quote=quote)))

    def customer_of(self, order: Mapping[str, Any]) -> str:
        caller = self.request.user
        if "customer" not in order:
            return str(caller.subject)
        if not caller.has_perm(access.ADD_INVOICE_FOR_ANYONE):
            raise InsufficientScope(Reason.MISSING_ROLE, permission=access.ADD_INVOICE_FOR_ANYONE)
        return str(order["customer"])

    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: str) -> Response:
        return Response(write(invoices.issue(self.get_object())))

    @action(detail=True, methods=["post"])
    def payments(self, request: Request, pk: str) -> Response:
        invoice, caller = self.get_object(), request.user
        amount = read(NewPayment, request.data)["amount"]
        attempt = self.attempt(f"pay {invoice.pk}")
        body = answer_once(attempt, lambda: write(invoices.pay(invoice, amount=amount, by=caller)))
        return Response(body, status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: str) -> Response:
        return Response(write(invoices.void(self.get_object())))

    def attempt(self, operation: str) -> Attempt:
        return Attempt.of(self.request.user, self.request.headers.get("Idempotency-Key"), operation, self.request.data)


def read(serializer: Any, data: Any) -> dict[str, Any]:
    reader = serializer(data=data)
    reader.is_valid(raise_exception=True)
    return dict(reader.validated_data)


def write(invoice: Invoice) -> Body:
    return dict(InvoiceSerializer(invoice).data)
