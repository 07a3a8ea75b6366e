"""Which invoices a caller may see."""

from typing import TYPE_CHECKING, Self

from django.db import models

from billing.access import VIEW_INVOICE
from coatcheck.principal import Principal

if TYPE_CHECKING:
    from billing.models import Invoice  # noqa: F401 - the type of the rows


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, caller: Principal) -> Self:
        """Return all invoices to a caller who holds `view_invoice`, and to anyone else their own."""
        if caller.has_perm(VIEW_INVOICE):
            return self
        return self.filter(issuer=caller.issuer, customer=caller.subject)
