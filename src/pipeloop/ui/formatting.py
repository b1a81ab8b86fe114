"""Numbers, money, shares, times and dates as people write them, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pipeloop.core.money import Money, exponent, to_major

NBSP = "\u00a0"
HOUR = 3600
DAY = 24 * HOUR
_SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "CNY": "¥", "JPY": "¥"}
_SIGN_FIRST = {"USD", "EUR", "GBP", "JPY", "CNY"}
_ROUNDS_UP = Decimal("0.9995")
_STEPS = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"), (Decimal(1000), "thousand"))


def is_russian() -> bool:
    """Whether the reader reads Russian."""
    return (get_language() or "en").startswith("ru")


def number(value: float | Decimal, digits: int = 0, *, full: bool = False) -> str:
    """`1 240,5` in Russian, `1,240.5` in English.

    Args:
        value: any number; it is rounded half away from zero.
        digits: figures after the point.
        full: keep zeros at the end, as in a price.
    """
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{digits}f}"
    if digits and not full:
        text = text.rstrip("0").rstrip(".")
    if is_russian():
        text = text.replace(",", NBSP).replace(".", ",")
    return f"−{text}" if rounded < 0 else text


def _with_sign(text: str, currency: str) -> str:
    sign = _SIGNS.get(currency, currency)
    if currency in _SIGN_FIRST and not is_russian():
        return f"{sign}{text}"
    return f"{text}{NBSP}{sign}"


def money(value: Money) -> str:
    """The whole amount: `1 240 000 ₽`, `$1,240,000`; kopecks only where there are any."""
    major = to_major(value.minor, value.currency)
    return _with_sign(number(major, _digits(value), full=True), value.currency)


def _digits(value: Money) -> int:
    places = exponent(value.currency)
    return 0 if value.minor % 10**places == 0 else places


def short_money(value: Money) -> str:
    """The amount in two or three figures: `1,24 млн ₽`, `640 тыс. ₽`, `$1.24M`."""
    major = to_major(value.minor, value.currency)
    for step, name in _STEPS:
        # What rounds up to a step belongs to it: 999 999 is a million, not a thousand thousands.
        if abs(major) >= step * _ROUNDS_UP:
            scaled = major / step
            digits = 2 if abs(scaled) < 10 else 1 if abs(scaled) < 100 else 0
            return _with_sign(_scale(number(scaled, digits), name), value.currency)
    return _with_sign(number(major), value.currency)


def _scale(text: str, name: str) -> str:
    if is_russian():
        return text + NBSP + {"billion": "млрд", "million": "млн", "thousand": "тыс."}[name]
    return text + {"billion": "B", "million": "M", "thousand": "K"}[name]


def share(value: float) -> str:
    """A part of one in percent: `38 %`; below ten percent with one figure more."""
    percent = value * 100
    digits = 1 if 0 < percent < 10 else 0
    return number(percent, digits) + (f"{NBSP}%" if is_russian() else "%")


def points(value: float) -> str:
    """A difference of two shares in percentage points, without the words: `-3`, `18`."""
    return number(value * 100)


def days(value: float) -> str:
    """Days, with a figure after the point while there are few: `1,2 дня`, `34 дня`."""
    if value < 10 and round(value, 1) != int(round(value, 1)):
        return _("%(n)s days") % {"n": number(value, 1)}
    whole = int(value + 0.5)
    return ngettext("%(n)s day", "%(n)s days", whole) % {"n": number(whole)}


def duration(seconds: float, day: int = DAY) -> str:
    """A time in its largest fitting unit: `15 мин`, `6 ч`, `1,2 дня`, `34 дня`.

    Args:
        seconds: how long it took.
        day: seconds in a day; a working day's length where the time is working time.
    """
    # Rounded before it is compared: 59.7 minutes are an hour, not 60 minutes.
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("%(n)s min") % {"n": number(minutes)}
    hours = round(seconds / HOUR, 1 if seconds < 10 * HOUR else 0)
    if hours * HOUR < day:
        return _("%(n)s h") % {"n": number(hours, 1)}
    return days(seconds / day)


def short_days(value: float) -> str:
    """Days for a card: `5 д`."""
    return _("%(n)s d") % {"n": number(value, 1 if value < 10 else 0)}


def file_size(value: int) -> str:
    """A size of a file: `1,2 МБ`."""
    if value < 1024 * 1024:
        return _("%(n)s KB") % {"n": number(value / 1024)}
    return _("%(n)s MB") % {"n": number(value / 1024 / 1024, 1)}


def day(value: date) -> str:
    """`23.11.2026` in Russian, `23 Nov 2026` in English."""
    if is_russian():
        return f"{value:%d.%m.%Y}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(value: datetime) -> str:
    """A day and the time of day by the reader's clock."""
    local = timezone.localtime(value)
    return f"{day(local.date())}{NBSP}{local:%H:%M}"


def near_day(value: date, today: date) -> str:
    """A day near today by its name, others by their date."""
    names = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return names.get((value - today) // timedelta(days=1), day(value))


def initials(name: str) -> str:
    """Two letters for a round picture: first name and surname, or the first two words."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "·"
