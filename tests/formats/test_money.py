"""Amounts, phones and addresses are read as people and programs write them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.values import clean_email, clean_phone, clean_text, read_money, read_number
from tests.formats.files import outcome

KNOWN = {
    "1 234 567,89 ₽": ("1234567.89", "RUB"),
    "1\u00a0234\u202f567,89\u2009₽": ("1234567.89", "RUB"),
    "$1,234.50": ("1234.50", "USD"),
    "$1,234": ("1234", "USD"),
    "$ 12,345,678": ("12345678", "USD"),
    "€1.234.567,89": ("1234567.89", "EUR"),
    "1.234.567": ("1234567", ""),
    "1,234,567.8": ("1234567.8", ""),
    "1'234.50 CHF": ("1234.50", "CHF"),
    "100 руб.": ("100", "RUB"),
    "руб. 100": ("100", "RUB"),
    "5,50 р.": ("5.50", "RUB"),
    "usd 7": ("7", "USD"),
    "£0.99": ("0.99", "GBP"),
    "250 ₸": ("250", "KZT"),
    "1234,567": ("1234.567", ""),
    "0,500": ("0.500", ""),
    "1,5": ("1.5", ""),
    "1.234": ("1.234", ""),
    ".5": ("0.5", ""),
    "12%": ("12", ""),
    "+5": ("5", ""),
    "-1 234,50": ("-1234.50", ""),
    "−3": ("-3", ""),
    "(1 234,50)": ("-1234.50", ""),
    "1E+3": ("1000", ""),
    "99999999999999.99": ("99999999999999.99", ""),
}


@pytest.mark.parametrize("text", KNOWN)
def test_an_amount_is_read_in_its_form(text: str) -> None:
    number, currency = KNOWN[text]
    assert read_money(text) == (Decimal(number), currency)


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "—", "–", True, False])
def test_an_empty_cell_has_no_amount(cell: Any) -> None:
    assert read_money(cell) == (None, "")
    assert read_number(cell) is None


@pytest.mark.parametrize(
    ("cell", "number"), [(5, "5"), (0.1, "0.1"), (1234567.89, "1234567.89"), (-3.0, "-3")]
)
def test_a_number_of_a_workbook_is_taken_as_it_is_shown(cell: float, number: str) -> None:
    assert read_number(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell",
    [
        *("ten", "около 100", "100 шт", "1 млн", "5-", "1-2", "1 2/3", ",", "₽", "NaN", "Infinity"),
        *("1.2.3", "31.12.2025", "12:30", "1,2,3", "1,234,56", "100 USD 200", "100 $ €"),
        *("1e400", "99999999999999999999", 10**14, -1e20, float("nan"), float("inf")),
        *("(" + "a" * 200_000 + "1", "1" * 65),
    ],
    ids=lambda cell: str(cell)[:20],
)
def test_what_is_no_amount_is_reported_as_it_is_written(cell: Any) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_money(cell)
    assert caught.value.code == "not_a_number"
    assert caught.value.text == clean_text(cell)[:100]


def russian(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",") + " ₽"


def german(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) + " €"


FORMS: dict[str, Callable[[Decimal], str]] = {
    "RUB": russian,
    "EUR": german,
    "USD": lambda amount: f"${amount:,.2f}",
    "GBP": lambda amount: f"GBP {amount:.2f}",
    "": str,
}
amounts = st.decimals(0, 10**13, places=2)


@settings(max_examples=60, deadline=None)
@given(amounts, st.sampled_from(list(FORMS)))
def test_an_amount_written_in_any_form_reads_back(amount: Decimal, currency: str) -> None:
    assert read_money(FORMS[currency](amount)) == (amount, currency)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**13 - 1), st.sampled_from([",", " ", "'", "\u202f"]))
def test_whole_amounts_read_back_with_any_mark_of_thousands(amount: int, mark: str) -> None:
    assert read_number(f"{amount:,}".replace(",", mark)) == amount


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80) | st.text("0123456789,.-() $₽eE'", max_size=20))
def test_any_text_is_an_amount_or_a_problem(text: str) -> None:
    number, code = outcome(lambda: read_number(text))
    assert code in ("", "not_a_number")
    assert number is None or abs(number) < 10**14


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (7.0, "7"), (7.5, "7.5"), (" a\0b ", "ab"), (79123456789.0, "79123456789")],
)
def test_a_cell_is_a_plain_text(cell: Any, text: str) -> None:
    assert clean_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("8 (912) 345-67-89", "+79123456789"),
        ("+7 912 345 67 89", "+79123456789"),
        (79123456789.0, "+79123456789"),
        ("9123456789", "+79123456789"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("+81 3 1234 5678", "+81312345678"),
        ("555-2671", "5552671"),
        ("no phone", ""),
        (None, ""),
    ],
)
def test_a_phone_is_its_digits_with_the_country(cell: Any, phone: str) -> None:
    assert clean_phone(cell) == phone


@pytest.mark.parametrize(
    ("cell", "email"),
    [
        (" Anna@Example.COM ", "anna@example.com"),
        ("анна@почта.рф", "анна@почта.рф"),
        ("anna@example", ""),
        ("anna at example.com", ""),
        ("a@b.com, c@d.com", ""),
        ("a@" + "." * 300_000 + " ", ""),
        (None, ""),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_address_is_in_small_letters_or_is_none(cell: Any, email: str) -> None:
    assert clean_email(cell) == email
