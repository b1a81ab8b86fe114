"""Money as integer minor units of an ISO 4217 currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

# Currencies whose number of decimals is not two (ISO 4217, exponents).
_EXPONENTS = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0,
    "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "TND": 3, "UGX": 0, "VND": 0, "XAF": 0, "XOF": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` units (kopecks, cents) of `currency`."""

    minor: int
    currency: str


def exponent(currency: str) -> int:
    """Number of decimals that `currency` is counted with."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units of `amount`, rounded half to even."""
    scaled = amount.scaleb(exponent(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def to_major(minor: int, currency: str) -> Decimal:
    """The amount in whole currency units, exactly."""
    return Decimal(minor).scaleb(-exponent(currency))
