"""What can be done to a product. Each is one transaction, and refuses what the product's state forbids."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from catalog.models import PriceChange, Product
from coatcheck.principal import Principal
from coatcheck.service.etags import check_match
from coatcheck.service.money import Money
from coatcheck.service.refusals import Conflict

Status = Product.Status


def create(*, by: Principal, price: Money, **fields: Any) -> Product:
    """Add a draft. Raises: Conflict when the sku is taken."""
    now = timezone.now()
    fields |= {"price_amount": price.amount, "price_currency": price.currency, "created_at": now, "updated_at": now}
    product = Product(**fields)
    try:
        with transaction.atomic():
            product.save(force_insert=True)
            _note_price(product, by)
    except IntegrityError as error:
        raise _taken_or(error) from error
    return product


def edit(product_id: UUID, *, seen: Collection[str] | None, **fields: Any) -> Product:
    """Change what may be changed in place; the price is not among it. `seen` are the entity tags the caller has."""
    with transaction.atomic():
        product = _lock(product_id, seen)
        return _save(product, **fields) if fields else product


def reprice(product_id: UUID, price: Money, *, by: Principal, seen: Collection[str] | None) -> Product:
    """Give a product another price and keep the old one in its history. The same price again changes nothing."""
    with transaction.atomic():
        product = _lock(product_id, seen)
        if price != product.price:
            _save(product, price_amount=price.amount, price_currency=price.currency)
            _note_price(product, by)
        return product


def publish(product_id: UUID) -> Product:
    return _move(product_id, Status.PUBLISHED, allowed_from={Status.DRAFT, Status.WITHDRAWN})


def withdraw(product_id: UUID) -> Product:
    return _move(product_id, Status.WITHDRAWN, allowed_from={Status.PUBLISHED})


def _move(product_id: UUID, status: Status, *, allowed_from: set[Status]) -> Product:
    with transaction.atomic():
        product = _lock(product_id)
        if product.status not in allowed_from:
            raise Conflict(f"A product that is {product.status} cannot become {status}.")
        return _save(product, status=status)


def _lock(product_id: UUID, seen: Collection[str] | None = None) -> Product:
    product = get_object_or_404(Product.objects.select_for_update(), pk=product_id)
    check_match(seen, product.revision)
    return product


def _save(product: Product, **fields: Any) -> Product:
    for name, value in fields.items():
        setattr(product, name, value)
    product.revision += 1
    product.updated_at = timezone.now()
    product.save(update_fields=[*fields, "revision", "updated_at"])
    return product


def _note_price(product: Product, by: Principal) -> None:
    PriceChange.objects.create(
        product=product,
        price_amount=product.price_amount,
        price_currency=product.price_currency,
        changed_at=product.updated_at,
        changed_by=by.subject,
    )


def _taken_or(error: IntegrityError) -> Exception:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return Conflict("This sku is taken.") if constraint == "product_sku_once" else error
