"""Pages by key: a cursor says where the page begins, so that a deep page costs what the first one does."""

import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeAlias

from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.db.models import BooleanField, F, Field, Func, QuerySet
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from coatcheck.service.strict import StrictSerializer, read_query

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
PAGE_PARAMETERS = frozenset({"limit", "cursor"})
LIMIT = re.compile(r"[0-9]{1,3}")
# What is signed was written by us: its content needs no second look.
SIGNER = signing.Signer(salt="coatcheck.cursor", sep=".")


class KeysetPagination(BasePagination):
    """Pages a queryset that is ordered by columns of one direction, the last of which is unique.

    The answer is `{"next": url | null, "previous": url | null, "results": […]}`. A cursor is good for the
    ordering it was made for. Rows may be model objects, or tuples of the columns `view.columns` names.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.order = [str(name) for name in queryset.query.order_by]
        limit = read_limit(request.query_params.get("limit"))
        backwards, position = self._read_cursor(request.query_params.get("cursor"))
        found = list(beyond(queryset, self.order, position, backwards=backwards)[: limit + 1])
        rows = found[:limit][::-1] if backwards else found[:limit]
        more, came = len(found) > limit, position is not None
        read = position_reader(self.order, getattr(view, "columns", None))
        self.url = request.build_absolute_uri()
        self.next = self._link(read(rows[-1]), backwards=False) if rows and (backwards or more) else None
        self.previous = self._link(read(rows[0]), backwards=True) if rows and (more if backwards else came) else None
        return rows

    def _read_cursor(self, text: str | None) -> tuple[bool, list[Any] | None]:
        if text is None:
            return False, None
        try:
            order, backwards, position = SIGNER.unsign_object(text)
        except (signing.BadSignature, ValueError):
            order = None
        if order != self.order:
            raise ValidationError({"cursor": ["This cursor was not made for this list."]})
        return backwards, position

    def _link(self, position: list[str], *, backwards: bool) -> str:
        cursor = SIGNER.sign_object([self.order, backwards, position])
        return replace_query_param(self.url, "cursor", cursor)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        members = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(members), "properties": members}


class PageQuery(StrictSerializer):
    """The query of a list without filters, and part of the query of every other; `paginate_queryset` reads it."""

    limit = serializers.IntegerField(default=DEFAULT_LIMIT, min_value=1, max_value=MAX_LIMIT, help_text="Rows a page.")
    cursor = serializers.CharField(required=False, help_text="Where the page begins, from another page's link.")


class QueryFilter(BaseFilterBackend):
    """Refuses a query that the view's `query_class` does not know; a subclass narrows the list by it."""

    def filter_queryset(self, request: Request, queryset: Any, view: APIView) -> Any:
        self.read(request, view)
        return queryset

    def read(self, request: Request, view: APIView) -> dict[str, Any]:
        if is_of_page_only(request.query_params):
            return {}
        return read_query(getattr(view, "query_class", PageQuery), request.query_params)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:  # noqa: ARG002
        """None: `ServiceSchema` writes down the query class itself."""
        return []


def is_of_page_only(query: QueryDict) -> bool:
    """Tell whether a query only says which page, once: `paginate_queryset` reads that, and refuses what is wrong."""
    return query.keys() <= PAGE_PARAMETERS and all(len(values) == 1 for _, values in query.lists())


def read_limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not LIMIT.fullmatch(text) or not 1 <= int(text) <= MAX_LIMIT:
        raise ValidationError({"limit": [f"This must be a whole number from 1 to {MAX_LIMIT}."]})
    return int(text)


def beyond(queryset: QuerySet[Any], order: Sequence[str], position: Sequence[Any] | None, *, backwards: bool) -> Any:
    """Return what lies beyond the position, nearest first.

    Columns are compared as rows, `(price, id) > (…)`, which PostgreSQL answers from one index.
    """
    names = [name.lstrip("-") for name in order]
    descending = {name.startswith("-") for name in order}
    if len(descending) != 1:
        raise ImproperlyConfigured("a keyset is ordered by columns of one direction")
    ordered = queryset.reverse() if backwards else queryset
    if position is None:
        return ordered
    values = [typed(queryset, name, text) for name, text in zip(names, position, strict=True)]
    smaller = descending.pop() != backwards
    return ordered.filter(RowComparison(names, "<" if smaller else ">", values))


class RowComparison(Func):
    """Columns compared with as many values, as rows: `(price, id) < (12.50, …)`."""

    output_field = BooleanField()

    def __init__(self, names: Sequence[str], operator: str, values: Sequence["Typed"]) -> None:
        super().__init__(*map(F, names))
        self.operator = operator
        self.values = values

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        # The values are no expressions: Django copies, resolves and compiles every one at each request.
        parts = [compiler.compile(part) for part in self.source_expressions]
        columns, places = ", ".join(sql for sql, _ in parts), ", ".join(["%s"] * len(self.values))
        named = tuple(value for _, given in parts for value in given)
        values = (field.get_db_prep_value(value, connection) for field, value in self.values)
        return f"({columns}) {self.operator} ({places})", (*named, *values)


Typed: TypeAlias = "tuple[Field[Any, Any], Any]"


def typed(queryset: QuerySet[Any], name: str, text: Any) -> Typed:
    """Return a column's field, and a cursor's text as a value of its type."""
    annotation = queryset.query.annotations.get(name)
    field = annotation.output_field if annotation else queryset.model._meta.get_field(name)  # noqa: SLF001 - public
    return field, field.to_python(text)


def position_reader(order: Sequence[str], columns: Sequence[str] | None) -> Callable[[Any], list[str]]:
    """Return what reads a row's place in the order."""
    names = [name.lstrip("-") for name in order]
    if columns is None:
        return lambda row: [str(attrgetter(name)(row)) for name in names]
    places = [columns.index(name) for name in names]
    return lambda row: [str(row[place]) for place in places]
