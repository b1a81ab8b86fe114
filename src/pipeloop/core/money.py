"""Money as integer minor units of an ISO 4217 currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.formats import get_format

from pipeloop.formats.values import read_money

# Currencies whose number of decimals is not two (ISO 4217, exponents).
_EXPONENTS = {
    "BHD": 3, "BIF": 0, "CLF": 4, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3,
    "JPY": 0, "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3,
    "UGX": 0, "UYI": 0, "UYW": 4, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
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


def typed_amount(text: str) -> tuple[Decimal | None, str]:
    """A number as a person types it, and the currency they wrote beside it, if any.

    Both "1 234,50" and "1,234.50" are read whatever the reader's language is; the language
    decides only what "1,234" means, since commas separate thousands in some.

    Raises:
        ValueError: it is no number.
    """
    grouped = re.fullmatch(r"\s*\d{1,3}(,\d{3})+\s*", text)
    if grouped and get_format("THOUSAND_SEPARATOR") == ",":
        text = text.replace(",", "")
    return read_money(text)
