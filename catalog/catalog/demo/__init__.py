"""A small shop to look at: products and categories as a table, and what brings them in."""

import csv
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from catalog.models import Category, PriceChange, Product
from coatcheck.service.identifiers import demo_id

CURRENCY = "EUR"
BY = "seed"


@transaction.atomic
def seed() -> int:
    """Bring in each product that is not there yet, leave the others as they are, and return how many came in."""
    table = files(__name__).joinpath("products.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    known = set(Product.objects.values_list("sku", flat=True))
    products = [_product(row) for row in rows if row["sku"] not in known]
    Product.objects.bulk_create(products)
    PriceChange.objects.bulk_create(map(_first_price, products))
    return len(products)


def _product(row: dict[str, str]) -> Product:
    category, _ = Category.objects.get_or_create(name=row["category"])
    return Product(
        id=demo_id(row["sku"]),
        sku=row["sku"],
        name=row["name"],
        description=row["description"],
        category=category,
        price_amount=Decimal(row["price"]),
        price_currency=CURRENCY,
        status=row["status"],
    )


def _first_price(product: Product) -> PriceChange:
    return PriceChange(
        product=product,
        price_amount=product.price_amount,
        price_currency=product.price_currency,
        changed_at=product.created_at,
        changed_by=BY,
    )
