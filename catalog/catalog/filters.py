"""What the query of the list of products asks for."""

from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView

from coatcheck.service.paging import QueryFilter


class ProductFilter(QueryFilter):
    """Narrows and orders the products."""

    def filter_queryset(self, request: Request, queryset: Any, view: APIView) -> Any:
        query = self.read(request, view)
        wanted = {name: query[name] for name in query.keys() & {"category", "status", "min_price", "max_price"}}
        return queryset.matching(**wanted).in_order(q=query.get("q"), ordering=query.get("ordering"))
