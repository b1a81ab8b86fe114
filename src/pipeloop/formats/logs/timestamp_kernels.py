"""Kernels that parse timestamps in place: ISO, day or month first, and Unix time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.localtime import DAY_S
from pipeloop.formats.logs.byte_access import address, byte
from pipeloop.formats.logs.text_spans import Bytes, Offsets

# Values for a text that gave no timestamp: it is empty, or in an unusual form.
EMPTY, UNUSUAL = -(1 << 63), (1 << 63) * -1 + 9
FIRST_YEAR, YEARS = 1970, 130
MICROSECONDS = 1_000_000
DAY = DAY_S * MICROSECONDS
DAYS = 47_482
# In the table of shifts: the clock changes on this day.
CLOCK_CHANGE = 1 << 60
SERIAL, UNIX, UNIX_MS = 0, 1, 2
_ZERO, _COLON, _POINT, _COMMA, _PLUS, _MINUS, _SLASH = 48, 58, 46, 44, 43, 45, 47
_T, _Z, _SPACE = 84, 90, 32
# Letters of an ISO timestamp up to its second.
_ISO_LENGTH = 19
# Days before each month, counted from 1970.
_MONTHS = np.arange("1970-01", "2100-02", dtype="M8[M]").astype("M8[D]").astype(np.int64)


@kernel
def parse_timestamps(
    data: Bytes,
    low: Offsets,
    high: Offsets,
    month_first: bool,
    numbers: int,
    utc_shifts: NDArray[np.int64],
    style_evidence: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Timestamps in microseconds since 1970; `EMPTY` or `UNUSUAL` for texts of such a kind.

    Args:
        data, low, high: texts, as in `TextSpans`.
        month_first: whether 1/2/2026 is the second of January.
        numbers: what a bare number is: `SERIAL` (which counts as unusual), `UNIX` or `UNIX_MS`.
        utc_shifts: what to add to a timestamp without a zone, by day since 1970, in
            microseconds; `CLOCK_CHANGE` where it depends on the hour; shape (days,).
        style_evidence: filled with how many first and second parts of dates are above twelve,
            and with the largest bare number; shape (3,).
    """
    timestamps = np.empty(len(low), np.int64)
    at = np.empty(4, np.int64)
    text = address(data)
    for position in range(len(low)):
        begin, end = low[position], high[position]
        while begin < end and byte(text, begin) <= _SPACE:
            begin += 1
        while begin < end and byte(text, end - 1) <= _SPACE:
            end -= 1
        if begin == end:
            timestamps[position] = EMPTY
            continue
        day, second = _iso_start(text, np.uint64(begin), np.uint64(end))
        if day >= 0:
            timestamps[position] = _fraction_and_zone(
                text, begin + _ISO_LENGTH, end, day, second, utc_shifts, at
            )
            continue
        after, width = _number(text, begin, end, at, 0)
        if width >= 5:
            timestamps[position] = _from_number(text, begin, end, numbers, style_evidence)
            continue
        day, after = _day(text, after, width, end, month_first, at, style_evidence)
        timestamps[position] = (
            UNUSUAL if day < 0 else _time_of_day(text, after, end, day, utc_shifts, at)
        )
    return timestamps


@inlined
def _iso_start(text: Any, position: Any, end: Any) -> Any:
    """Day and second of the day of a text that begins like 2026-11-25T09:37:37, else -1."""
    day, second = -1, 0
    if (
        position + np.uint64(_ISO_LENGTH) <= end
        and byte(text, position + np.uint64(4)) == _MINUS
        and byte(text, position + np.uint64(7)) == _MINUS
        and (
            byte(text, position + np.uint64(10)) == _T
            or byte(text, position + np.uint64(10)) == _SPACE
        )
        and byte(text, position + np.uint64(13)) == _COLON
        and byte(text, position + np.uint64(16)) == _COLON
    ):
        century, year = _two_digits(text, position), _two_digits(text, position + np.uint64(2))
        month, date = (
            _two_digits(text, position + np.uint64(5)),
            _two_digits(text, position + np.uint64(8)),
        )
        hour, minute = (
            _two_digits(text, position + np.uint64(11)),
            _two_digits(text, position + np.uint64(14)),
        )
        second = _two_digits(text, position + np.uint64(17))
        if (century | year | month | date | hour | minute | second) < 128 and (
            hour < 24 and minute < 60 and second < 60
        ):
            day = _day_number(century * 100 + year, month, date)
            second += hour * 3600 + minute * 60
    return day, second


@inlined
def _two_digits(text: Any, position: Any) -> Any:
    """The number of two digits, 128 or more for anything else."""
    tens, ones = (
        np.uint8(byte(text, position) - _ZERO),
        np.uint8(byte(text, position + np.uint64(1)) - _ZERO),
    )
    return np.int64(tens) * 10 + np.int64(ones) if tens < 10 and ones < 10 else 128


@inlined
def _day_number(year: Any, month: Any, date: Any) -> Any:
    """The day, counted from 1970; -1 for one that does not exist or is out of range."""
    day = -1
    if FIRST_YEAR <= year < FIRST_YEAR + YEARS and 1 <= month <= 12:
        position = (year - FIRST_YEAR) * 12 + month - 1
        if 1 <= date <= _MONTHS[position + 1] - _MONTHS[position]:
            day = _MONTHS[position] + date - 1
    return day


@inlined
def _number(text: Any, position: Any, end: Any, at: Any, slot: Any) -> Any:
    """Read a number of up to 5 digits into a slot; where it ends, and how many digits it has."""
    begin = position
    value: Any = 0
    while position < end and position < begin + 5 and np.uint8(byte(text, position) - _ZERO) < 10:
        value = value * 10 + np.int64(byte(text, position) - _ZERO)
        position += 1
    at[slot] = value
    return position, position - begin


@kernel
def _day(
    text: Any,
    position: Any,
    width: int,
    end: Any,
    month_first: bool,
    at: NDArray[np.int64],
    style_evidence: NDArray[np.int64],
) -> Any:
    """The day, counted from 1970, of a date whose first number is read; less than 0 if unusual."""
    if position >= end or byte(text, position) not in (_MINUS, _POINT, _SLASH):
        return -1, position
    position, second = _number(text, position + 1, end, at, 1)
    if (
        position >= end
        or byte(text, position) not in (_MINUS, _POINT, _SLASH)
        or not 1 <= second <= 2
    ):
        return -1, position
    position, third = _number(text, position + 1, end, at, 2)
    if width == 4 and 1 <= third <= 2:
        year, month, day = at[0], at[1], at[2]
    elif 1 <= width <= 2 and third == 4:
        style_evidence[0] += at[0] > 12
        style_evidence[1] += at[1] > 12
        year = at[2]
        month, day = (at[0], at[1]) if month_first else (at[1], at[0])
    else:
        return -1, position
    return _day_number(year, month, day), position


@kernel
def _time_of_day(
    text: Any,
    position: int,
    end: int,
    day: int,
    utc_shifts: NDArray[np.int64],
    at: NDArray[np.int64],
) -> Any:
    """The timestamp on a day, by the rest of the text."""
    if position == end:
        return UNUSUAL if utc_shifts[day] == CLOCK_CHANGE else day * DAY + utc_shifts[day]
    if byte(text, position) not in (_T, _SPACE, _COMMA):
        return UNUSUAL
    while position < end and byte(text, position) in (_T, _SPACE, _COMMA):
        position += 1
    position, width = _number(text, position, end, at, 0)
    if not 1 <= width <= 2 or position >= end or byte(text, position) != _COLON:
        return UNUSUAL
    position, width = _number(text, position + 1, end, at, 1)
    if width != 2 or at[0] > 23 or at[1] > 59:
        return UNUSUAL
    second = at[0] * 3600 + at[1] * 60
    if position < end and byte(text, position) == _COLON:
        position, width = _number(text, position + 1, end, at, 2)
        if width != 2 or at[2] > 59:
            return UNUSUAL
        second += at[2]
    return _fraction_and_zone(text, position, end, day, second, utc_shifts, at)


@kernel
def _fraction_and_zone(
    text: Any,
    position: Any,
    end: Any,
    day: Any,
    second: Any,
    utc_shifts: NDArray[np.int64],
    at: NDArray[np.int64],
) -> Any:
    """The timestamp at a second of a day, by the fraction and the zone written after it."""
    unit = MICROSECONDS // 10
    micro: Any = 0
    if position + 1 < end and (byte(text, position) == _POINT or byte(text, position) == _COMMA):
        position += 1
        while position < end and np.uint8(byte(text, position) - _ZERO) < 10:
            micro += np.int64(byte(text, position) - _ZERO) * unit
            unit //= 10
            position += 1
    timestamp = day * DAY + second * MICROSECONDS + micro
    while position < end and byte(text, position) == _SPACE:
        position += 1
    if position == end:
        return UNUSUAL if utc_shifts[day] == CLOCK_CHANGE else timestamp + utc_shifts[day]
    offset = _offset(text, position, end, at)
    return UNUSUAL if offset == UNUSUAL else timestamp - offset


@kernel
def _offset(text: Any, position: Any, end: Any, at: NDArray[np.int64]) -> Any:
    """The offset of a zone from UTC, in microseconds: Z, +03, +0300 or +03:00."""
    sign = byte(text, position)
    if sign == _Z and position + 1 == end:
        return 0
    if sign not in (_PLUS, _MINUS):
        return UNUSUAL
    at[3] = 0
    position, width = _number(text, position + 1, end, at, 2)
    hours: Any = at[2]
    minutes: Any = 0
    if width == 4:
        hours, minutes = at[2] // 100, at[2] % 100
    elif width != 2:
        return UNUSUAL
    elif position < end:
        if byte(text, position) != _COLON:
            return UNUSUAL
        position, width = _number(text, position + 1, end, at, 3)
        minutes = at[3]
        if width != 2:
            return UNUSUAL
    if position != end or hours > 23 or minutes > 59:
        return UNUSUAL
    offset = (hours * 3600 + minutes * 60) * MICROSECONDS
    return offset if sign == _PLUS else -offset


@kernel
def _from_number(
    text: Any, position: Any, end: Any, numbers: int, style_evidence: NDArray[np.int64]
) -> Any:
    """The timestamp of a bare number with at most 13 digits and a fraction."""
    begin = position
    value: Any = 0
    while position < end and position < begin + 14 and np.uint8(byte(text, position) - _ZERO) < 10:
        value = value * 10 + np.int64(byte(text, position) - _ZERO)
        position += 1
    if position - begin > 13 or (position < end and byte(text, position) != _POINT):
        return UNUSUAL
    style_evidence[2] = max(style_evidence[2], value)
    if numbers == SERIAL:
        return UNUSUAL
    unit = MICROSECONDS if numbers == UNIX else MICROSECONDS // 1000
    timestamp, position = value * unit, position + 1
    if position == end:
        return UNUSUAL
    while position < end:
        if np.uint8(byte(text, position) - _ZERO) >= 10:
            return UNUSUAL
        unit //= 10
        timestamp += np.int64(byte(text, position) - _ZERO) * unit
        position += 1
    return timestamp if DAY <= timestamp < (DAYS - 1) * DAY else UNUSUAL
