"""Money: an exact amount and its currency, `{"amount": "12.50", "currency": "EUR"}` outside, two columns inside."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from rest_framework import serializers

CURRENCIES = ("CHF", "EUR", "GBP", "USD")
MAX_DIGITS, DECIMAL_PLACES = 12, 2
AMOUNT = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with two decimals. Never a float."""

    amount: Decimal
    currency: str

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.amount * quantity, self.currency)


class WrittenMoney(msgspec.Struct):
    """Money as the hot lists write it."""

    amount: Decimal
    currency: str


class MoneyField(serializers.Field[Money, dict[str, str], dict[str, str], Any]):
    """Reads and writes `Money`, strictly: a text of plain digits, at most two decimals, above zero."""

    default_error_messages = {  # noqa: RUF012 - as Django REST framework has it
        "shape": 'This must be {{"amount": "12.50", "currency": "EUR"}}.',
        "amount": "The amount must be a text of plain digits with at most ten before and two after the point.",
        "positive": "The amount must be above zero.",
        "currency": "The currency must be one of {currencies}.",
    }

    def to_internal_value(self, data: Any) -> Money:
        if not isinstance(data, dict) or set(data) != {"amount", "currency"}:
            self.fail("shape")
        if data["currency"] not in CURRENCIES:
            self.fail("currency", currencies=", ".join(CURRENCIES))
        return Money(self._read_amount(data["amount"]), data["currency"])

    def _read_amount(self, text: Any) -> Decimal:
        if not isinstance(text, str) or not AMOUNT.fullmatch(text):
            self.fail("amount")
        amount = Decimal(text).quantize(Decimal("0.01"))
        if not amount:
            self.fail("positive")
        return amount

    def to_representation(self, value: Money) -> dict[str, str]:
        return {"amount": f"{value.amount:.2f}", "currency": value.currency}
