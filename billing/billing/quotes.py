"""What is asked of catalog, and what it says, read as strictly as anything from outside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from coatcheck.service.money import AMOUNT, CURRENCIES, Money


@dataclass(frozen=True, slots=True)
class OrderLine:
    product: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    product: UUID
    sku: str
    name: str
    quantity: int
    unit_price: Money

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Quote:
    """Every line priced, or `refused`: what is wrong, by field and line (`lines.0.product`)."""

    lines: tuple[PricedLine, ...] = ()
    refused: dict[str, list[str]] = field(default_factory=dict)


class UnusableQuote(Exception):
    """Raised when catalog does not answer as agreed."""


class Price(Struct):
    amount: Annotated[str, Meta(pattern=rf"\A(?:{AMOUNT.pattern})\Z")]
    currency: str


class QuotedLine(Struct):
    product: UUID
    sku: Annotated[str, Meta(max_length=64)]
    name: Annotated[str, Meta(max_length=200)]
    quantity: int
    unit_price: Price


class Priced(Struct):
    lines: list[QuotedLine]


class Refused(Struct):
    errors: Annotated[dict[str, list[str]], Meta(min_length=1)]


def read_quote(body: bytes, asked: Sequence[OrderLine]) -> Quote:
    """Return catalog's prices for exactly what was asked.

    Raises:
        UnusableQuote: it priced something else, or not with a price.
        msgspec.MsgspecError: it is of another shape.
    """
    lines = msgspec.json.decode(body, type=Priced).lines
    if [(line.product, line.quantity) for line in lines] != [(line.product, line.quantity) for line in asked]:
        raise UnusableQuote("other lines than asked for")
    return Quote(tuple(read_line(line) for line in lines))


def read_line(line: QuotedLine) -> PricedLine:
    price = Money(Decimal(line.unit_price.amount), line.unit_price.currency)
    if not price.amount or price.currency not in CURRENCIES:
        raise UnusableQuote("no price")
    return PricedLine(line.product, line.sku, line.name, line.quantity, price)


def read_refusal(body: bytes) -> Quote:
    """Return which lines catalog does not sell, in its own words.

    Raises:
        msgspec.MsgspecError: it names none.
    """
    return Quote(refused=msgspec.json.decode(body, type=Refused).errors)
