"""Catalog's API: who may do what stands in each `policy`, what is done in `services`."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import access
from catalog.filters import ProductFilter
from catalog.models import Category, Product
from catalog.openapi import describe_categories, describe_products, describe_quotes
from catalog.querysets import ProductQuerySet
from catalog.rows import ProductRow
from catalog.serializers import (
    CategorySerializer,
    NewPrice,
    NewProduct,
    PriceChangeSerializer,
    ProductEdit,
    ProductQuery,
    ProductSerializer,
    QuoteRequest,
    QuoteSerializer,
)
from catalog.services import products, quotes
from coatcheck.drf import PolicyViewSet, permission, scope
from coatcheck.service.etags import read_if_match, write_etag
from coatcheck.service.paging import PageQuery, QueryFilter
from coatcheck.service.rows import RowListMixin
from coatcheck.service.strict import StrictSerializer, read

CAN_READ = scope(access.READ)
CAN_ADD = scope(access.WRITE) & permission(access.ADD_PRODUCT)
CAN_CHANGE = scope(access.WRITE) & permission(access.CHANGE_PRODUCT)
CAN_SEE_PRICES = scope(access.READ) & permission(access.VIEW_PRICE_CHANGE)


@describe_categories
class CategoryViewSet(ListModelMixin, RetrieveModelMixin, PolicyViewSet):
    """Categories, for everybody."""

    policy = {"list": AllowAny, "retrieve": AllowAny}
    query_class = PageQuery
    queryset = Category.objects.order_by("name", "id")
    serializer_class = CategorySerializer
    lookup_value_converter = "uuid"


@describe_products
class ProductViewSet(RowListMixin, PolicyViewSet):
    """Products, as far as the caller may see them. An action that `policy` does not name is refused."""

    policy = {
        "list": CAN_READ,
        "retrieve": CAN_READ,
        "create": CAN_ADD,
        "partial_update": CAN_CHANGE,
        "publish": CAN_CHANGE,
        "withdraw": CAN_CHANGE,
        "reprice": CAN_CHANGE,
        "prices": CAN_SEE_PRICES,
    }
    serializer_class = ProductSerializer
    filter_backends = (ProductFilter,)
    query_class: type[PageQuery] = ProductQuery
    row_type = ProductRow
    lookup_value_converter = "uuid"

    def get_queryset(self) -> ProductQuerySet:
        return Product.objects.visible_to(self.caller)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        return answer(get_object_or_404(self.get_queryset(), pk=pk))

    def create(self, request: Request) -> Response:
        product = products.create(by=self.caller, **read(NewProduct, request.data))
        return answer(product, status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: UUID) -> Response:
        return answer(products.edit(pk, seen=self.seen(), **read(ProductEdit, request.data)))

    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: UUID) -> Response:
        read(StrictSerializer, request.data)
        return answer(products.publish(pk))

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        read(StrictSerializer, request.data)
        return answer(products.withdraw(pk))

    @action(detail=True, methods=["post"])
    def reprice(self, request: Request, pk: UUID) -> Response:
        price = read(NewPrice, request.data)["price"]
        return answer(products.reprice(pk, price, by=self.caller, seen=self.seen()))

    @action(detail=True, query_class=PageQuery, filter_backends=[QueryFilter])
    def prices(self, request: Request, pk: UUID) -> Response:
        product = get_object_or_404(self.get_queryset(), pk=pk)
        page = self.paginate_queryset(self.filter_queryset(product.price_changes.order_by("-changed_at", "-id")))
        return self.get_paginated_response(PriceChangeSerializer(page, many=True).data)

    def seen(self) -> Any:
        return read_if_match(self.request.headers.get("If-Match"))


@describe_quotes
class QuoteViewSet(PolicyViewSet):
    """What something costs now. Nothing is kept."""

    policy = {"create": CAN_READ}

    def create(self, request: Request) -> Response:
        lines = [(line["product"], line["quantity"]) for line in read(QuoteRequest, request.data)["lines"]]
        return Response(QuoteSerializer(quotes.quote(lines)).data)


def answer(product: Product, code: int = status.HTTP_200_OK) -> Response:
    """A product, with the entity tag that guards its next change."""
    return Response(ProductSerializer(product).data, code, headers={"ETag": write_etag(product.revision)})
