"""Money is counted in the minor units that ISO 4217 gives each currency."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.core.money import Money, exponent, to_major, to_minor

# ISO 4217, list one: the currencies in use whose minor unit is not a hundredth.
WHOLE = [
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
]
THOUSANDTHS = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
USUAL = ["RUB", "USD", "EUR", "KZT", "CNY", "AED", "BYN", "GEL", "TRY", "UZS"]


@pytest.mark.parametrize(
    ("currencies", "decimals"),
    [(WHOLE, 0), (THOUSANDTHS, 3), (["CLF", "UYW"], 4), (USUAL, 2)],
    ids=["whole", "thousandths", "units of account", "usual"],
)
def test_decimals_are_those_of_the_standard(currencies: list[str], decimals: int) -> None:
    assert {currency: exponent(currency) for currency in currencies} == dict.fromkeys(
        currencies, decimals
    )


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1234567.89", "RUB", 123456789),
        ("1234.5", "JPY", 1234),
        ("1235.5", "JPY", 1236),
        ("1.2345", "BHD", 1234),
        ("1.2355", "BHD", 1236),
        ("0.005", "RUB", 0),
        ("0.015", "RUB", 2),
        ("0.0051", "RUB", 1),
        ("-0.015", "RUB", -2),
        ("1E+3", "USD", 100000),
        ("0", "KWD", 0),
    ],
)
def test_an_amount_is_rounded_half_to_even(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "amount"),
    [(123456789, "RUB", "1234567.89"), (5, "JPY", "5"), (5, "BHD", "0.005"), (-1, "USD", "-0.01")],
)
def test_minor_units_become_whole_ones_exactly(minor: int, currency: str, amount: str) -> None:
    assert str(to_major(minor, currency)) == amount


currencies = st.sampled_from([*WHOLE, *THOUSANDTHS, *USUAL, "CLF"])


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**18), 10**18), currencies)
def test_minor_units_come_back_the_same(minor: int, currency: str) -> None:
    assert to_minor(to_major(minor, currency), currency) == minor


@settings(max_examples=60, deadline=None)
@given(st.decimals(-(10**12), 10**12, places=6), currencies)
def test_rounding_takes_at_most_half_a_unit(amount: Decimal, currency: str) -> None:
    lost = abs(to_major(to_minor(amount, currency), currency) - amount)
    assert lost <= Decimal(1).scaleb(-exponent(currency)) / 2


def test_amounts_of_two_currencies_are_not_the_same() -> None:
    assert Money(100, "USD") == Money(100, "USD")
    assert Money(100, "USD") != Money(100, "EUR")
