"""Hot lists: rows go from the database into JSON, past model objects and serializers, behind an ordinary view."""

from typing import Any, ClassVar, Protocol

import msgspec
from django.db.models import Func, TextField
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response


class RowRenderer(JSONRenderer):
    """JSON that also takes msgspec's structs, and lists of them in a page."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        if isinstance(data, dict) and data.get("results") and isinstance(data["results"][0], msgspec.Struct):
            return msgspec.json.encode(data)
        return super().render(data, accepted_media_type, renderer_context)


class Written(Func):
    """A time as the answer writes it, made by the database: to read one and write it again costs ten times as much.

    RFC 3339 section 5.6.
    """

    template = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    output_field = TextField()


class RowType(Protocol):
    """How a row becomes what is written: `from_columns` takes the columns in the order of `columns`.

    Those of them that `times` names come as text.
    """

    columns: ClassVar[tuple[str, ...]]
    times: ClassVar[tuple[str, ...]]

    @classmethod
    def from_columns(cls, *values: Any) -> msgspec.Struct: ...


class RowListMixin:
    """Answers `list` with rows of `row_type`; permissions, filters, pages, renderers are the view's as ever."""

    row_type: ClassVar[type[RowType]]
    columns: tuple[str, ...]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002 - as ListModelMixin
        view: Any = self
        found = view.filter_queryset(view.get_queryset())
        order = [name.lstrip("-") for name in found.query.order_by]
        wanted = self.row_type.columns
        self.columns = (*wanted, *(name for name in order if name not in wanted))
        read = [Written(name) if name in self.row_type.times else name for name in self.columns]
        rows = view.paginate_queryset(found.values_list(*read))
        page: Response = view.get_paginated_response([self.row_type.from_columns(*row[: len(wanted)]) for row in rows])
        return page
