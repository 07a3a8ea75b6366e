"""What the OpenAPI document says of catalog beyond what the code shows: summaries, examples, refusals."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from catalog.serializers import (
    NewPrice,
    NewProduct,
    PriceChangeSerializer,
    ProductEdit,
    ProductSerializer,
    QuoteRequest,
    QuoteSerializer,
)
from coatcheck.drf.schema import problems
from coatcheck.service.examples import answered, asked

PRICE = {"amount": "89.00", "currency": "EUR"}
LAMPS = "01a20e83-2ac1-726f-8666-4f67b78ae9e4"
LAMP = "01a20e83-2ac2-7a31-b0f7-9d1c55e0a2d8"
NEW = {"sku": "LMP-001", "name": "Brass desk lamp", "description": "", "category": LAMPS, "price": PRICE}
TIMES = {"created_at": "2026-11-24T09:00:00Z", "updated_at": "2026-11-24T09:00:00Z"}
QUOTED = {"product": LAMP, "sku": "LMP-001", "name": "Brass desk lamp", "quantity": 2, "unit_price": PRICE}
TOTAL = {"amount": "178.00", "currency": "EUR"}

ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 201], description="Guards the next change."
)
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="Change only what was read.")


PRODUCT = answered({"id": LAMP, **NEW, "status": "draft", **TIMES}, 200, 201)


describe_categories = extend_schema_view(
    list=extend_schema(summary="List the categories"),
    retrieve=extend_schema(summary="Read a category"),
)
describe_products = extend_schema_view(
    list=extend_schema(summary="List and search products"),
    retrieve=extend_schema(summary="Read a product", parameters=[ETAG], examples=[PRODUCT]),
    create=extend_schema(
        summary="Add a product, as a draft",
        request=NewProduct,
        responses={201: ProductSerializer, **problems(409)},
        parameters=[ETAG],
        examples=[asked(NEW), PRODUCT],
    ),
    partial_update=extend_schema(
        summary="Change a product, but for its price",
        request=ProductEdit,
        responses={200: ProductSerializer, **problems(412)},
        parameters=[ETAG, IF_MATCH],
        examples=[asked({"name": "Brass desk lamp, polished"}), PRODUCT],
    ),
    publish=extend_schema(
        summary="Sell a product",
        request=None,
        responses={200: ProductSerializer, **problems(409, 413, 415)},
        parameters=[ETAG],
        examples=[PRODUCT],
    ),
    withdraw=extend_schema(
        summary="Sell a product no longer",
        request=None,
        responses={200: ProductSerializer, **problems(409, 413, 415)},
        parameters=[ETAG],
        examples=[PRODUCT],
    ),
    reprice=extend_schema(
        summary="Give a product another price",
        request=NewPrice,
        responses={200: ProductSerializer, **problems(412)},
        parameters=[ETAG, IF_MATCH],
        examples=[asked({"price": PRICE}), PRODUCT],
    ),
    prices=extend_schema(summary="List the prices a product has had", responses=PriceChangeSerializer(many=True)),
)
describe_quotes = extend_schema_view(
    create=extend_schema(
        summary="Price an order",
        request=QuoteRequest,
        responses={200: QuoteSerializer, **problems(422)},
        examples=[
            asked({"lines": [{"product": LAMP, "quantity": 2}]}),
            answered({"lines": [{**QUOTED, "total": TOTAL}], "total": TOTAL}),
        ],
    ),
)
