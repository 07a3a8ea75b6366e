"""Which invoices a caller may see, and which they may change."""

from typing import TYPE_CHECKING, Self

from django.db import models

from billing.access import CHANGE_INVOICE, VIEW_INVOICE
from coatcheck.principal import Principal

if TYPE_CHECKING:
    from billing.models import Invoice  # noqa: F401 - the type of the rows


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, caller: Principal) -> Self:
        """Return all invoices to a caller who holds `view_invoice`, and to anyone else their own."""
        if caller.has_perm(VIEW_INVOICE):
            return self
        return self.filter(issuer=caller.issuer, customer=caller.subject)

    def changeable_by(self, caller: Principal) -> Self:
        """Return all invoices to a caller who holds `change_invoice`: a token for writing alone can see none."""
        return self if caller.has_perm(CHANGE_INVOICE) else self.none()
