"""Products as the hot list writes them: the same members as `ProductSerializer`, without its cost."""

from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec

from coatcheck.service.money import WrittenMoney


class ProductRow(msgspec.Struct):
    id: UUID
    sku: str
    name: str
    description: str
    category: UUID
    price: WrittenMoney
    status: str
    created_at: str
    updated_at: str

    columns: ClassVar[tuple[str, ...]] = (
        *("id", "sku", "name", "description", "category_id", "price_amount", "price_currency"),
        *("status", "created_at", "updated_at"),
    )
    times: ClassVar[tuple[str, ...]] = ("created_at", "updated_at")

    @classmethod
    def from_columns(cls, *values: Any) -> Self:
        return cls(*values[:5], WrittenMoney(*values[5:7]), *values[7:])  # type: ignore[call-arg]  # one is two columns
