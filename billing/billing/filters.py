"""What the query of the list of invoices asks for."""

from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView

from billing.rows import LINES_OF_INVOICE
from coatcheck.service.paging import QueryFilter


class InvoiceFilter(QueryFilter):
    """Narrows the invoices, and brings the lines of each along."""

    def filter_queryset(self, request: Request, queryset: Any, view: APIView) -> Any:
        query = self.read(request, view)
        wanted = {name: query[name] for name in query.keys() & {"status", "customer"}}
        return queryset.filter(**wanted).annotate(lines_json=LINES_OF_INVOICE)
