"""Reads numbers, money and dates as people and programs write them, in Russian and English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.tables import Cell

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_SIGNS = {
    "₽": "RUB",
    "руб": "RUB",
    "р": "RUB",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₸": "KZT",
}
_CURRENCY = re.compile(r"^(?P<left>(?:[^\d(\-−+.,]+\.?)?)(?P<number>.*?)(?P<right>[^\d)]*)$")
EARLIEST, LATEST = 1990, 2100
# Larger amounts, and longer texts of numbers and dates, are mistakes.
MAX_AMOUNT, MAX_LENGTH = 10**14, 64


def clean_text(cell: Cell) -> str:
    """A cell as a text, spaces trimmed; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\x00", "").strip()


def clean_phone(cell: Cell) -> str:
    """A phone number as +7…, from 8 or 7 of Russia too; others with their digits only."""
    text = clean_text(cell)
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11 and digits[0] in "78" and not text.startswith("+8"):
        return "+7" + digits[1:]
    if len(digits) == 10 and digits[0] == "9":
        return "+7" + digits
    return ("+" if text.startswith("+") else "") + digits


def clean_email(cell: Cell) -> str:
    """An address in small letters, or nothing when it is none."""
    text = clean_text(cell).lower()
    if len(text) > 254:
        return ""
    return text if re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+", text) else ""


def read_number(cell: Cell) -> Decimal | None:
    """A number; None for an empty cell.

    Raises:
        ValueProblem: the cell holds something else.
    """
    return read_money(cell)[0]


def read_money(cell: Cell) -> tuple[Decimal | None, str]:
    """An amount and its currency; an empty currency when the cell names none.

    Raises:
        ValueProblem: the cell holds something else, or an unknown currency.
    """
    if cell is None or cell == "" or isinstance(cell, bool):
        return None, ""
    if isinstance(cell, (int, float)):
        return _in_range(Decimal(str(cell)), clean_text(cell)), ""
    text = clean_text(cell)
    if not text or text in {"-", "—", "–"}:
        return None, ""
    match = _CURRENCY.match(_SPACES.sub("", text).rstrip("%")) if len(text) <= MAX_LENGTH else None
    if match is None:
        raise ValueProblem("not_a_number", text)
    currency = _currency(match["left"], text) or _currency(match["right"], text)
    return _decimal(match["number"], text), currency


def _currency(mark: str, text: str) -> str:
    mark = mark.rstrip(".").lower()
    if not mark:
        return ""
    if mark in _SIGNS:
        return _SIGNS[mark]
    if len(mark) == 3 and mark.isascii() and mark.isalpha():
        return mark.upper()
    raise ValueProblem("not_a_number", text)


def _decimal(digits: str, text: str) -> Decimal:
    negative = digits.startswith(("-", "−", "(")) and (digits[0] != "(" or digits.endswith(")"))
    digits = digits.strip("()-−+")
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        # The later of the two separates the fraction.
        thousands = "." if comma > point else ","
        digits = digits.replace(thousands, "").replace(",", ".")
    elif comma >= 0:
        digits = _with_one_separator(digits, ",")
    elif digits.count(".") > 1:
        digits = _with_one_separator(digits, ".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise ValueProblem("not_a_number", text) from None
    return _in_range(-number if negative else number, text)


def _in_range(number: Decimal, text: str) -> Decimal:
    if not number.is_finite() or abs(number) >= MAX_AMOUNT:
        raise ValueProblem("not_a_number", text)
    return number


def _with_one_separator(digits: str, mark: str) -> str:
    """A number with one kind of separator: of thousands when every group after it has three digits.

    `1,234` is over a thousand, as nobody writes thousandths of money; `0,500` is a half.
    """
    groups = digits.split(mark)
    if re.fullmatch(r"[1-9]\d{0,2}", groups[0]) and all(len(group) == 3 for group in groups[1:]):
        return "".join(groups)
    return digits.replace(mark, ".")


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a column writes dates.

    Args:
        order: "dmy" or "mdy" for dates with slashes or points.
        numbers: what a bare number is: "serial" (Excel's), "unix" seconds, "unix_ms", or "".
        is_ambiguous: nothing in the column shows which part is the day.
    """

    order: str = "dmy"
    numbers: str = "serial"
    is_ambiguous: bool = False


_YEAR = r"(\d{4}|\d{2})(?!\d)(?:\s*г(?:ода|\.)?)?"
_NUMERIC_DATE = re.compile(rf"^(\d{{1,2}})[./-](\d{{1,2}})[./-]{_YEAR}(.*)$")
_ISO_DATE = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)$")
_TIME = re.compile(
    r"^[T\s,]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}(?::?[0-5]\d)?)?$"
)
_DATE_WITH_NAME = re.compile(
    r"^(?:(\d{1,2})[\s-]+([A-Za-zА-Яа-яёЁ]+)\.?|([A-Za-z]+)\.?\s+(\d{1,2})),?[\s-]+"
    rf"{_YEAR}(.*)$"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("янв jan", "фев feb", "мар mar", "апр apr", "мая май may", "июн jun", "июл jul",
         "авг aug", "сен sep", "окт oct", "ноя nov", "дек dec"), start=1)
    for name in names.split()
}  # fmt: skip


def guess_date_style(cells: Iterable[Cell]) -> DateStyle:
    """Guess the order of day and month by parts above twelve, and what bare numbers are."""
    first = second = slashes = 0
    numbers: list[float] = []
    for cell in cells:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            numbers.append(float(cell))
            continue
        text = clean_text(cell)
        if re.fullmatch(r"\d{5,13}(\.\d+)?", text):
            numbers.append(float(text))
        parts = _NUMERIC_DATE.match(text)
        if parts:
            first += int(parts[1]) > 12
            second += int(parts[2]) > 12
            slashes += "/" in text
    order = "mdy" if second and not first else "dmy"
    is_ambiguous = bool(slashes and not first and not second)
    return DateStyle(order, _kind_of_numbers(numbers), is_ambiguous)


def _kind_of_numbers(numbers: list[float]) -> str:
    if not numbers:
        return "serial"
    largest = max(numbers)
    return "unix_ms" if largest > 1e11 else "unix" if largest > 1e8 else "serial"


def read_datetime(
    cell: Cell, style: DateStyle, zone: ZoneInfo, *, earliest: int = EARLIEST
) -> datetime | None:
    """An aware datetime; a date alone is its first second in `zone`. None for an empty cell.

    Args:
        earliest: the first year that is accepted.

    Raises:
        ValueProblem: no date, an impossible one, or one before that year or after 2099.
    """
    if isinstance(cell, bool) or cell is None or cell == "":
        return None
    value = _datetime(cell, style, zone)
    if value is not None and not earliest <= value.year < LATEST:
        raise ValueProblem("out_of_range", clean_text(cell))
    return value


def _datetime(cell: Cell, style: DateStyle, zone: ZoneInfo) -> datetime | None:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=zone)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), zone)
    if isinstance(cell, time):
        raise ValueProblem("not_a_date", str(cell))
    if isinstance(cell, (int, float)):
        return _from_number(float(cell), style, zone)
    text = clean_text(cell)
    if not text or text in {"-", "—", "–"}:
        return None
    if re.fullmatch(r"\d{5,13}(\.\d+)?", text):
        return _from_number(float(text), style, zone)
    return _from_text(text, style, zone)


def _from_number(number: float, style: DateStyle, zone: ZoneInfo) -> datetime:
    try:
        if style.numbers == "serial":
            return (datetime(1899, 12, 30) + timedelta(days=number)).replace(tzinfo=zone)
        seconds = number / 1000 if style.numbers == "unix_ms" else number
        return datetime.fromtimestamp(seconds, zone)
    except (OverflowError, ValueError, OSError):
        raise ValueProblem("out_of_range", str(number)) from None


def _from_text(text: str, style: DateStyle, zone: ZoneInfo) -> datetime:
    if len(text) > MAX_LENGTH:
        raise ValueProblem("not_a_date", text)
    if iso := _ISO_DATE.match(text):
        return _build(iso[1], iso[2], iso[3], iso[4], text, zone)
    if parts := _NUMERIC_DATE.match(text):
        day, month = (parts[2], parts[1]) if style.order == "mdy" else (parts[1], parts[2])
        return _build(parts[3], month, day, parts[4], text, zone)
    if named := _DATE_WITH_NAME.match(text):
        word = (named[2] or named[3]).lower()[:3]
        if word in _MONTHS:
            day = named[1] or named[4]
            return _build(named[5], str(_MONTHS[word]), day, named[6], text, zone)
    raise ValueProblem("not_a_date", text)


def _build(year: str, month: str, day: str, rest: str, text: str, zone: ZoneInfo) -> datetime:
    full = int(year)
    if len(year) == 2:
        full += 1900 if full >= EARLIEST % 100 else 2000
    time_of_day, offset = _time_and_offset(rest.strip(), text)
    try:
        naive = datetime.combine(date(full, int(month), int(day)), time_of_day)
        if offset:
            return datetime.fromisoformat(naive.isoformat() + offset)
    except ValueError:
        raise ValueProblem("impossible_date", text) from None
    return naive.replace(tzinfo=zone)


def _time_and_offset(rest: str, text: str) -> tuple[time, str]:
    if not rest:
        return time(), ""
    match = _TIME.match(rest)
    if match is None:
        raise ValueProblem("not_a_date", text)
    hour = int(match[1])
    half = (match[5] or "").lower()[:1]
    if half and hour > 12:
        raise ValueProblem("impossible_date", text)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    micro = int((match[4] or "0").ljust(6, "0"))
    try:
        time_of_day = time(hour, int(match[2]), int(match[3] or 0), micro)
    except ValueError:
        raise ValueProblem("impossible_date", text) from None
    offset = match[6] or ""
    if offset == "Z":
        return time_of_day, "+00:00"
    return time_of_day, f"{offset[:3]}:{offset[3:].lstrip(':') or '00'}" if offset else ""
