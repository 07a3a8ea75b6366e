"""What the OpenAPI document says of billing beyond what the code shows: summaries, examples, refusals."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from billing.serializers import InvoiceSerializer, NewPayment, Order
from coatcheck.drf.schema import problems
from coatcheck.service.examples import answered, asked

LAMP = "01a20e83-2ac2-7a31-b0f7-9d1c55e0a2d8"
LINES = [{"product": LAMP, "quantity": 2}]
LINE = {"product": LAMP, "sku": "LMP-001", "name": "Brass desk lamp", "quantity": 2}
PRICE = {"amount": "89.00", "currency": "EUR"}
TOTAL = {"amount": "178.00", "currency": "EUR"}
NOTHING = {"amount": "0.00", "currency": "EUR"}
DRAFT = {
    "id": "01a20e9a-37b8-7459-80bb-98e716bb35e6",
    "number": None,
    "customer": "035e294b-cb96-4676-b833-9b74237e9b25",
    "status": "draft",
    "lines": [{**LINE, "unit_price": PRICE, "total": TOTAL}],
    "total": TOTAL,
    "paid": NOTHING,
    "created_at": "2026-11-24T09:00:00Z",
    "issued_at": None,
}
ISSUED = {**DRAFT, "number": "2026-000001", "status": "issued", "issued_at": "2026-11-24T09:05:00Z"}
PART_PAID = {**ISSUED, "paid": PRICE}

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x20-\x7e]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="The same key from the same caller gets the same answer, and has one effect.",
)


describe_invoices = extend_schema_view(
    list=extend_schema(summary="List invoices, the newest first"),
    retrieve=extend_schema(summary="Read an invoice", examples=[answered(ISSUED)]),
    create=extend_schema(
        summary="Order, at catalog's prices",
        request=Order,
        responses={201: InvoiceSerializer, **problems(422)},
        parameters=[KEY],
        examples=[asked({"lines": LINES}), answered(DRAFT, 201)],
    ),
    issue=extend_schema(
        summary="Issue a draft: it gets its number, and its prices stand",
        request=None,
        responses={200: InvoiceSerializer, **problems(409, 413, 415)},
        examples=[answered(ISSUED)],
    ),
    payments=extend_schema(
        summary="Enter a payment",
        request=NewPayment,
        responses={201: InvoiceSerializer, **problems(409, 422)},
        parameters=[KEY],
        examples=[asked({"amount": PRICE}), answered(PART_PAID, 201)],
    ),
    void=extend_schema(
        summary="Call off an invoice on which nothing is paid",
        request=None,
        responses={200: InvoiceSerializer, **problems(409, 413, 415)},
        examples=[answered({**ISSUED, "status": "void"})],
    ),
)
