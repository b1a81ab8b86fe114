"""Moments read where they are written, by a kernel: ISO, day or month first, and Unix time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.formats.logs.bytewise import address, byte
from pipeloop.formats.logs.spans import Bytes, Places

# What stands for a moment where none was read: nothing is written, or something unusual.
NONE, ODD = -(1 << 63), (1 << 63) * -1 + 9
FIRST_YEAR, YEARS = 1970, 130
MICROSECONDS = 1_000_000
DAY = 86_400 * MICROSECONDS
DAYS = 47_482
# In the table of shifts: the clock is changed on this day.
TURNING = 1 << 60
SERIAL, UNIX, UNIX_MS = 0, 1, 2
_ZERO, _COLON, _POINT, _COMMA, _PLUS, _MINUS, _SLASH = 48, 58, 46, 44, 43, 45, 47
_T, _Z, _SPACE = 84, 90, 32
# Letters of a moment up to its second.
_USUAL = 19
# Days before each month, counted from 1970.
_MONTHS = np.arange("1970-01", "2100-02", dtype="M8[M]").astype("M8[D]").astype(np.int64)


@kernel
def read_clock(
    data: Bytes,
    low: Places,
    high: Places,
    month_first: bool,
    numbers: int,
    shifts: NDArray[np.int64],
    met: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Moments, in microseconds since 1970; `NONE` for an empty text, `ODD` for an unusual one.

    Args:
        data, low, high: texts, as in `Spans`.
        month_first: whether 1/2/2026 is the second of January.
        numbers: what a bare number is: `SERIAL` (told to be odd), `UNIX` or `UNIX_MS`.
        shifts: what to add to a moment without a zone, by day since 1970; `TURNING` where
            it depends on the hour; shape (days,).
        met: filled with what tells the style of a column: how many first and second parts of
            dates are above twelve, and the largest bare number; shape (3,).
    """
    moments = np.empty(len(low), np.int64)
    at = np.empty(4, np.int64)
    text = address(data)
    for place in range(len(low)):
        begin, end = low[place], high[place]
        while begin < end and byte(text, begin) <= _SPACE:
            begin += 1
        while begin < end and byte(text, end - 1) <= _SPACE:
            end -= 1
        if begin == end:
            moments[place] = NONE
            continue
        day, second = _usual(text, np.uint64(begin), np.uint64(end))
        if day >= 0:
            moments[place] = _ended(text, begin + _USUAL, end, day, second, shifts, at)
            continue
        after, width = _number(text, begin, end, at, 0)
        if width >= 5:
            moments[place] = _bare(text, begin, end, numbers, met)
            continue
        day, after = _day(text, after, width, end, month_first, at, met)
        moments[place] = ODD if day < 0 else _clock(text, after, end, day, shifts, at)
    return moments


@inlined
def _usual(text: Any, place: Any, end: Any) -> Any:
    """Day and second of the day of a moment that begins as 2026-11-25T09:37:37, else -1."""
    day, second = -1, 0
    if (
        place + np.uint64(_USUAL) <= end
        and byte(text, place + np.uint64(4)) == _MINUS
        and byte(text, place + np.uint64(7)) == _MINUS
        and (byte(text, place + np.uint64(10)) == _T or byte(text, place + np.uint64(10)) == _SPACE)
        and byte(text, place + np.uint64(13)) == _COLON
        and byte(text, place + np.uint64(16)) == _COLON
    ):
        century, year = _pair(text, place), _pair(text, place + np.uint64(2))
        month, date = _pair(text, place + np.uint64(5)), _pair(text, place + np.uint64(8))
        hour, minute = _pair(text, place + np.uint64(11)), _pair(text, place + np.uint64(14))
        second = _pair(text, place + np.uint64(17))
        if (century | year | month | date | hour | minute | second) < 128 and (
            hour < 24 and minute < 60 and second < 60
        ):
            day = _in_month(century * 100 + year, month, date)
            second += hour * 3600 + minute * 60
    return day, second


@inlined
def _pair(text: Any, place: Any) -> Any:
    """The number of two digits, 128 or more for what is none."""
    tens, ones = (
        np.uint8(byte(text, place) - _ZERO),
        np.uint8(byte(text, place + np.uint64(1)) - _ZERO),
    )
    return np.int64(tens) * 10 + np.int64(ones) if tens < 10 and ones < 10 else 128


@inlined
def _in_month(year: Any, month: Any, date: Any) -> Any:
    """The day, counted from 1970; -1 for one that is not, or not in the years known here."""
    day = -1
    if FIRST_YEAR <= year < FIRST_YEAR + YEARS and 1 <= month <= 12:
        place = (year - FIRST_YEAR) * 12 + month - 1
        if 1 <= date <= _MONTHS[place + 1] - _MONTHS[place]:
            day = _MONTHS[place] + date - 1
    return day


@inlined
def _number(text: Any, place: Any, end: Any, at: Any, slot: Any) -> Any:
    """Put a number of up to 5 digits into a slot; where it ends, and how many digits it has."""
    begin = place
    value: Any = 0
    while place < end and place < begin + 5 and np.uint8(byte(text, place) - _ZERO) < 10:
        value = value * 10 + np.int64(byte(text, place) - _ZERO)
        place += 1
    at[slot] = value
    return place, place - begin


@kernel
def _day(
    text: Any,
    place: Any,
    width: int,
    end: Any,
    month_first: bool,
    at: NDArray[np.int64],
    met: NDArray[np.int64],
) -> Any:
    """The day, counted from 1970, of a date whose first number is read; less than 0 if odd."""
    if place >= end or byte(text, place) not in (_MINUS, _POINT, _SLASH):
        return -1, place
    place, second = _number(text, place + 1, end, at, 1)
    if place >= end or byte(text, place) not in (_MINUS, _POINT, _SLASH) or not 1 <= second <= 2:
        return -1, place
    place, third = _number(text, place + 1, end, at, 2)
    if width == 4 and 1 <= third <= 2:
        year, month, day = at[0], at[1], at[2]
    elif 1 <= width <= 2 and third == 4:
        met[0] += at[0] > 12
        met[1] += at[1] > 12
        year = at[2]
        month, day = (at[0], at[1]) if month_first else (at[1], at[0])
    else:
        return -1, place
    return _in_month(year, month, day), place


@kernel
def _clock(
    text: Any, place: int, end: int, day: int, shifts: NDArray[np.int64], at: NDArray[np.int64]
) -> Any:
    """The moment on a day that the rest of a text tells."""
    if place == end:
        return ODD if shifts[day] == TURNING else day * DAY + shifts[day]
    if byte(text, place) not in (_T, _SPACE, _COMMA):
        return ODD
    while place < end and byte(text, place) in (_T, _SPACE, _COMMA):
        place += 1
    place, width = _number(text, place, end, at, 0)
    if not 1 <= width <= 2 or place >= end or byte(text, place) != _COLON:
        return ODD
    place, width = _number(text, place + 1, end, at, 1)
    if width != 2 or at[0] > 23 or at[1] > 59:
        return ODD
    second = at[0] * 3600 + at[1] * 60
    if place < end and byte(text, place) == _COLON:
        place, width = _number(text, place + 1, end, at, 2)
        if width != 2 or at[2] > 59:
            return ODD
        second += at[2]
    return _ended(text, place, end, day, second, shifts, at)


@kernel
def _ended(
    text: Any,
    place: Any,
    end: Any,
    day: Any,
    second: Any,
    shifts: NDArray[np.int64],
    at: NDArray[np.int64],
) -> Any:
    """The moment at a second of a day, and what is written behind: a fraction and a zone."""
    unit = MICROSECONDS // 10
    micro: Any = 0
    if place + 1 < end and (byte(text, place) == _POINT or byte(text, place) == _COMMA):
        place += 1
        while place < end and np.uint8(byte(text, place) - _ZERO) < 10:
            micro += np.int64(byte(text, place) - _ZERO) * unit
            unit //= 10
            place += 1
    moment = day * DAY + second * MICROSECONDS + micro
    while place < end and byte(text, place) == _SPACE:
        place += 1
    if place == end:
        return ODD if shifts[day] == TURNING else moment + shifts[day]
    away = _offset(text, place, end, at)
    return ODD if away == ODD else moment - away


@kernel
def _offset(text: Any, place: Any, end: Any, at: NDArray[np.int64]) -> Any:
    """How far a zone is from UTC, in microseconds: Z, +03, +0300 or +03:00."""
    sign = byte(text, place)
    if sign == _Z and place + 1 == end:
        return 0
    if sign not in (_PLUS, _MINUS):
        return ODD
    at[3] = 0
    place, width = _number(text, place + 1, end, at, 2)
    hours: Any = at[2]
    minutes: Any = 0
    if width == 4:
        hours, minutes = at[2] // 100, at[2] % 100
    elif width != 2:
        return ODD
    elif place < end:
        if byte(text, place) != _COLON:
            return ODD
        place, width = _number(text, place + 1, end, at, 3)
        minutes = at[3]
        if width != 2:
            return ODD
    if place != end or hours > 23 or minutes > 59:
        return ODD
    away = (hours * 3600 + minutes * 60) * MICROSECONDS
    return away if sign == _PLUS else -away


@kernel
def _bare(text: Any, place: Any, end: Any, numbers: int, met: NDArray[np.int64]) -> Any:
    """The moment that a bare number tells, at most 13 digits and a fraction."""
    begin = place
    value: Any = 0
    while place < end and place < begin + 14 and np.uint8(byte(text, place) - _ZERO) < 10:
        value = value * 10 + np.int64(byte(text, place) - _ZERO)
        place += 1
    if place - begin > 13 or (place < end and byte(text, place) != _POINT):
        return ODD
    met[2] = max(met[2], value)
    if numbers == SERIAL:
        return ODD
    unit = MICROSECONDS if numbers == UNIX else MICROSECONDS // 1000
    moment, place = value * unit, place + 1
    if place == end:
        return ODD
    while place < end:
        if np.uint8(byte(text, place) - _ZERO) >= 10:
            return ODD
        unit //= 10
        moment += np.int64(byte(text, place) - _ZERO) * unit
        place += 1
    return moment if DAY <= moment < (DAYS - 1) * DAY else ODD
