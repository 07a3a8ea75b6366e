"""What something costs now: priced lines for whoever asks, billing first of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from catalog.models import Product
from coatcheck.service.money import Money
from coatcheck.service.refusals import Unprocessable

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class QuoteLine:
    product: Product
    quantity: int

    @property
    def price(self) -> Money:
        return self.product.price

    @property
    def total(self) -> Money:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Quote:
    lines: Sequence[QuoteLine]

    @property
    def total(self) -> Money:
        return Money(sum((line.total.amount for line in self.lines), Decimal()), self.lines[0].price.currency)


def quote(wanted: Sequence[tuple[UUID, int]]) -> Quote:
    """Price the wanted products and quantities.

    Raises:
        Unprocessable: naming each line whose product is not sold, or is sold in another currency than the first.
    """
    sold = Product.objects.published().in_bulk([product_id for product_id, _ in wanted])
    products = [sold.get(product_id) for product_id, _ in wanted]
    refuse_lines(products, lambda product: product is None, "This is not sold.")
    lines = [QuoteLine(sold[product_id], quantity) for product_id, quantity in wanted]
    currency = lines[0].price.currency
    refuse_lines(lines, lambda line: line.price.currency != currency, f"This is not sold in {currency}.")
    return Quote(lines)


def refuse_lines(lines: Sequence[Line], is_wrong: Callable[[Line], bool], message: str) -> None:
    """Refuse the whole when lines are wrong, naming each by its place, from 0."""
    errors = {str(place): {"product": [message]} for place, line in enumerate(lines) if is_wrong(line)}
    if errors:
        raise Unprocessable({"lines": errors})
