"""What the query of the list of products asks for."""

from typing import Any

from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.serializers import ProductQuery
from coatcheck.service.strict import read_query


class ProductFilter(BaseFilterBackend):
    """Narrows and orders the products, and refuses a query that says anything else."""

    def filter_queryset(self, request: Request, queryset: Any, view: APIView) -> Any:  # noqa: ARG002
        query = read_query(ProductQuery, request.query_params)
        wanted = {name: query[name] for name in query.keys() & {"category", "status", "min_price", "max_price"}}
        return queryset.matching(**wanted).in_order(q=query.get("q"), ordering=query.get("ordering"))
