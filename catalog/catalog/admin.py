"""Catalog in Django's admin: what changes a product goes through the same services as the API."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.models import Category, PriceChange, Product
from catalog.services import products
from coatcheck.django.admin_site import RecordedAdmin
from coatcheck.service.admin import site
from coatcheck.service.money import Money
from coatcheck.service.refusals import Conflict


@admin.register(Category, site=site)
class CategoryAdmin(RecordedAdmin):
    search_fields = ("name",)


@admin.register(Product, site=site)
class ProductAdmin(RecordedAdmin):
    """A product's price and state change by an order of their own, never by editing a field."""

    list_display = ("name", "sku", "category", "price_amount", "price_currency", "status")
    list_filter = ("status", "category")
    list_select_related = ("category",)
    search_fields = ("name", "sku")
    fields = ("sku", "name", "description", "category", "price_amount", "price_currency", "status")
    actions = ("publish", "withdraw")

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> tuple[str, ...]:  # noqa: ARG002 - Django's signature
        return ("status",) if obj is None else ("status", "sku", "price_amount", "price_currency")

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001 - as above
        fields = {"name": obj.name, "description": obj.description, "category": obj.category}
        if change:
            products.edit(obj.pk, seen=None, **fields)
        else:
            price = Money(obj.price_amount, obj.price_currency)
            products.create(by=request.user, price=price, id=obj.pk, sku=obj.sku, **fields)  # type: ignore[arg-type] # a Principal

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self.move(request, queryset, products.publish)

    @admin.action(description="Withdraw", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self.move(request, queryset, products.withdraw)

    def move(self, request: HttpRequest, queryset: QuerySet[Product], order: Any) -> None:
        """Give each product the order, and say of each whether it was obeyed."""
        for product in queryset:
            try:
                moved = order(product.pk)
            except Conflict as conflict:
                self.message_user(request, f"{product}: {conflict.detail}", messages.ERROR)
            else:
                self.log_change(request, product, f"Now {moved.status}.")
                self.message_user(request, f"{product} is {moved.status}.")


@admin.register(PriceChange, site=site)
class PriceChangeAdmin(RecordedAdmin):
    """The history that repricing writes; no role grants more than to look at it."""

    list_display = ("product", "price_amount", "price_currency", "changed_at", "changed_by")
    list_select_related = ("product",)
    search_fields = ("product__name", "product__sku")
