"""Billing in Django's admin: invoices to look at, and to issue. What they hold changes by the API's orders alone."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from billing.models import Invoice, Line, Payment
from billing.services import invoices
from coatcheck.django.admin_site import RecordedAdmin
from coatcheck.service.admin import site
from coatcheck.service.refusals import Conflict


class LookedAt(admin.TabularInline):  # type: ignore[type-arg] # no generic at run time
    """What belongs to an invoice, to look at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - as above
        return False


class LineInline(LookedAt):
    model = Line


class PaymentInline(LookedAt):
    model = Payment


@admin.register(Invoice, site=site)
class InvoiceAdmin(RecordedAdmin):
    list_display = ("number", "customer", "status", "total_amount", "paid_amount", "currency", "created_at")
    list_filter = ("status", "currency")
    search_fields = ("number", "customer")
    inlines = (LineInline, PaymentInline)
    actions = ("issue",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002 - Django's signature
        return [each.name for each in Invoice._meta.fields]  # noqa: SLF001 - Django's documented way

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - as above
        """Prices come from catalog, in the name of a customer: by the API."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list offers actions; a single invoice is read-only."""
        return obj is None and super().has_change_permission(request, obj)

    @admin.action(description="Issue", permissions=["change"])
    def issue(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> None:
        for invoice in queryset.order_by("id"):
            try:
                issued = invoices.issue(invoice)
            except Conflict as conflict:
                self.message_user(request, f"{invoice}: {conflict.detail}", messages.ERROR)
            else:
                self.log_change(request, issued, f"Issued as {issued.number}.")
                self.message_user(request, f"{issued.number} is issued.")
