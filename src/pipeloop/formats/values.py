"""Numbers, money and moments as people and programs write them, in Russian and in English."""

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
_SIGNS = {"₽": "RUB", "руб": "RUB", "р": "RUB", "$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT"}
_CURRENCY = re.compile(r"^(?P<left>(?:[^\d(\-−+.,]+\.?)?)(?P<number>.*?)(?P<right>[^\d)]*)$")
EARLIEST, LATEST = 1990, 2100
# No amount is as large in any currency, and no number or moment is written as long.
LARGEST, LONGEST = 10**14, 64


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
        ValueProblem: the cell holds something else, or a currency not known here.
    """
    if cell is None or cell == "" or isinstance(cell, bool):
        return None, ""
    if isinstance(cell, (int, float)):
        return _sane(Decimal(str(cell)), clean_text(cell)), ""
    text = clean_text(cell)
    if not text or text in {"-", "—", "–"}:
        return None, ""
    found = _CURRENCY.match(_SPACES.sub("", text).rstrip("%")) if len(text) <= LONGEST else None
    if found is None:
        raise ValueProblem("not_a_number", text)
    currency = _currency(found["left"], text) or _currency(found["right"], text)
    return _decimal(found["number"], text), currency


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
        digits = _lone(digits, ",")
    elif digits.count(".") > 1:
        digits = _lone(digits, ".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise ValueProblem("not_a_number", text) from None
    return _sane(-number if negative else number, text)


def _sane(number: Decimal, text: str) -> Decimal:
    if not number.is_finite() or abs(number) >= LARGEST:
        raise ValueProblem("not_a_number", text)
    return number


def _lone(digits: str, mark: str) -> str:
    """One kind of mark alone: thousands when every group after it has three digits.

    `1,234` is a thousand and more, as nobody counts money in thousandths; `0,500` is a half.
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
        unsure: nothing in the column tells the day from the month.
    """

    order: str = "dmy"
    numbers: str = "serial"
    unsure: bool = False


_YEAR = r"(\d{4}|\d{2})(?!\d)(?:\s*г(?:ода|\.)?)?"
_PARTS = re.compile(rf"^(\d{{1,2}})[./-](\d{{1,2}})[./-]{_YEAR}(.*)$")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)$")
_CLOCK = re.compile(
    r"^[T\s,]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}(?::?[0-5]\d)?)?$"
)
_NAMED = re.compile(
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
    """Tell the day from the month by a part above twelve; and what bare numbers are."""
    first = second = slashes = 0
    numbers: list[float] = []
    for cell in cells:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            numbers.append(float(cell))
            continue
        text = clean_text(cell)
        if re.fullmatch(r"\d{5,13}(\.\d+)?", text):
            numbers.append(float(text))
        parts = _PARTS.match(text)
        if parts:
            first += int(parts[1]) > 12
            second += int(parts[2]) > 12
            slashes += "/" in text
    order = "mdy" if second and not first else "dmy"
    unsure = bool(slashes and not first and not second)
    return DateStyle(order, _numbers(numbers), unsure)


def _numbers(numbers: list[float]) -> str:
    if not numbers:
        return "serial"
    largest = max(numbers)
    return "unix_ms" if largest > 1e11 else "unix" if largest > 1e8 else "serial"


def read_moment(
    cell: Cell, style: DateStyle, zone: ZoneInfo, *, earliest: int = EARLIEST
) -> datetime | None:
    """A moment, aware; a date alone is its first second in `zone`. None for an empty cell.

    Args:
        earliest: the first year that is taken.

    Raises:
        ValueProblem: no date, an impossible one, or one before that year or after 2099.
    """
    if isinstance(cell, bool) or cell is None or cell == "":
        return None
    moment = _moment(cell, style, zone)
    if moment is not None and not earliest <= moment.year < LATEST:
        raise ValueProblem("out_of_range", clean_text(cell))
    return moment


def _moment(cell: Cell, style: DateStyle, zone: ZoneInfo) -> datetime | None:
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
    if len(text) > LONGEST:
        raise ValueProblem("not_a_date", text)
    if iso := _ISO.match(text):
        return _made(iso[1], iso[2], iso[3], iso[4], text, zone)
    if parts := _PARTS.match(text):
        day, month = (parts[2], parts[1]) if style.order == "mdy" else (parts[1], parts[2])
        return _made(parts[3], month, day, parts[4], text, zone)
    if named := _NAMED.match(text):
        word = (named[2] or named[3]).lower()[:3]
        if word in _MONTHS:
            day = named[1] or named[4]
            return _made(named[5], str(_MONTHS[word]), day, named[6], text, zone)
    raise ValueProblem("not_a_date", text)


def _made(year: str, month: str, day: str, rest: str, text: str, zone: ZoneInfo) -> datetime:
    full = int(year)
    if len(year) == 2:
        full += 1900 if full >= EARLIEST % 100 else 2000
    clock, offset = _clock(rest.strip(), text)
    try:
        naive = datetime.combine(date(full, int(month), int(day)), clock)
        if offset:
            return datetime.fromisoformat(naive.isoformat() + offset)
    except ValueError:
        raise ValueProblem("impossible_date", text) from None
    return naive.replace(tzinfo=zone)


def _clock(rest: str, text: str) -> tuple[time, str]:
    if not rest:
        return time(), ""
    found = _CLOCK.match(rest)
    if found is None:
        raise ValueProblem("not_a_date", text)
    hour = int(found[1])
    half = (found[5] or "").lower()[:1]
    if half and hour > 12:
        raise ValueProblem("impossible_date", text)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    micro = int((found[4] or "0").ljust(6, "0"))
    try:
        clock = time(hour, int(found[2]), int(found[3] or 0), micro)
    except ValueError:
        raise ValueProblem("impossible_date", text) from None
    offset = found[6] or ""
    if offset == "Z":
        return clock, "+00:00"
    return clock, f"{offset[:3]}:{offset[3:].lstrip(':') or '00'}" if offset else ""
