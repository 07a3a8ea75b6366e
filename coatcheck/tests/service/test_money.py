"""Money is exact, bounded and above zero."""

from decimal import Decimal

import pytest
from rest_framework.exceptions import ValidationError

from coatcheck.service.money import Money, MoneyField


@pytest.mark.parametrize(
    ("text", "amount"), [("12.50", "12.50"), ("12.5", "12.50"), ("12", "12.00"), ("0.01", "0.01"), ("9" * 10, "9" * 10)]
)
def test_an_amount_is_read_exactly(text, amount):
    money = MoneyField().to_internal_value({"amount": text, "currency": "EUR"})

    assert money == Money(Decimal(amount), "EUR")
    assert money.amount.as_tuple().exponent == -2


@pytest.mark.parametrize(
    "data",
    [
        *(None, 12, "12.50", [], {}, {"amount": "1.00"}, {"currency": "EUR"}),
        {"amount": "1.00", "currency": "EUR", "more": 1},
        *({"amount": "1.00", "currency": currency} for currency in ("XXX", "eur", "", None, 1, [], {})),
        *({"amount": amount, "currency": "EUR"} for amount in (1, 1.5, None, True, [], "0", "0.00", "-1", "1e2")),
        *(
            {"amount": amount, "currency": "EUR"}
            for amount in ("NaN", "1.234", "9" * 11, " 1", "1\n", "\u0661", "", ".5")
        ),
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(ValidationError):
        MoneyField().to_internal_value(data)


def test_money_is_written_with_two_decimals():
    written = MoneyField().to_representation(Money(Decimal("1E+1"), "EUR"))

    assert written == {"amount": "10.00", "currency": "EUR"}


def test_money_times_a_quantity_is_exact():
    assert Money(Decimal("0.10"), "EUR") * 3 == Money(Decimal("0.30"), "EUR")
