"""What the attributes of traces and events say: names as codes, moments as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.lifecycle import COMPLETE, START
from pipeloop.formats.logs.scanning import (
    EVENT,
    OF_EVENT,
    TRACE,
    Bytes,
    Numbers,
    _hashed,
    _same,
    _word,
)

# A moment that is not told, and one that cannot be understood; both before any that can be.
MISSING, WRONG = -(2**62), -(2**62) + 1
ABSENT = -1
# Columns of what events say.
OF, ACTIVITY, RESOURCE, TIME, BEGAN, PHASE = 0, 1, 2, 3, 4, 5
# What is added to a moment that names no zone, so that it can be told: no moment is as late.
NAIVE = 2**61

_NAME, _WHO = _word("concept:name"), _word("org:resource")
_TIME, _START = _word("time:timestamp"), _word("start_timestamp")
_LIFECYCLE = _word("lifecycle:transition")
_S, _C, _ZERO, _NINE = ord("s"), ord("c"), ord("0"), ord("9")
_PLUS, _MINUS, _POINT, _LARGE_Z, _COLON, _COMMA = (ord(mark) for mark in "+-.Z:,")


@inlined
def _digits(data: Any, at: Any, count: Any, end: Any) -> Any:
    """A number of so many digits; below 0 where there are others."""
    if at + count > end:
        return -1
    value: Any = 0
    for place in range(at, at + count):
        if data[place] < _ZERO or data[place] > _NINE:
            return -1
        value = value * 10 + np.int64(data[place]) - _ZERO
    return value


@inlined
def _days(year: Any, month: Any, day: Any) -> Any:
    """Days since 1970 of a date of the Gregorian calendar (Hinnant, days_from_civil, 2013)."""
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


@kernel
def moment(data: Bytes, low: int, high: int) -> Any:
    """Microseconds since 1970 of a moment in ISO 8601; `WRONG` where it is none.

    One without a zone is told with `NAIVE` added.
    """
    year, month, day = _digits(data, low, 4, high), _digits(data, low + 5, 2, high), -1
    day = _digits(data, low + 8, 2, high)
    if year < 0 or month < 1 or month > 12 or day < 1 or day > 31:
        return WRONG
    total, at = _days(year, month, day) * 86_400_000_000, low + 10
    if at >= high:
        return total + NAIVE
    hour, minute = _digits(data, at + 1, 2, high), _digits(data, at + 4, 2, high)
    second, at = 0, at + 6
    if hour < 0 or hour > 24 or minute < 0 or minute > 59:
        return WRONG
    if at < high and data[at] == _COLON:
        second, at = _digits(data, at + 1, 2, high), at + 3
        if second < 0 or second > 60:
            return WRONG
    total += (hour * 3600 + minute * 60 + second) * 1_000_000
    if at < high and (data[at] == _POINT or data[at] == _COMMA):
        at, weight = at + 1, 100_000
        while at < high and data[at] >= _ZERO and data[at] <= _NINE:
            total += (np.int64(data[at]) - _ZERO) * weight
            at, weight = at + 1, weight // 10
    if at >= high:
        return total + NAIVE
    if data[at] == _LARGE_Z:
        return total if at + 1 == high else WRONG
    if data[at] != _PLUS and data[at] != _MINUS:
        return WRONG
    hours, rest = _digits(data, at + 1, 2, high), at + 3
    minutes = 0
    if rest < high:
        minutes = _digits(data, rest + (data[rest] == _COLON), 2, high)
    if hours < 0 or minutes < 0:
        return WRONG
    away = (hours * 3600 + minutes * 60) * 1_000_000
    return total - away if data[at] == _PLUS else total + away


@inlined
def _coded(data: Any, low: Any, high: Any, table: Any, texts: Any, count: Any) -> Any:
    """The place of a text among those met, or the free place where it belongs."""
    mask = np.uint64(len(table) - 1)
    hashed = _hashed(data, low, high)
    slot = (hashed ^ (hashed >> np.uint64(29))) & mask
    while table[slot] >= 0:
        known = table[slot]
        length = texts[known, 1] - texts[known, 0]
        same = length == high - low
        place = 0
        while same and place < length:
            same = data[texts[known, 0] + place] == data[low + place]
            place += 1
        if same:
            break
        slot = (slot + np.uint64(1)) & mask
    return slot


@kernel
def said(
    data: Bytes, tokens: Numbers, traces: int, events: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Everything that the tokens of a file say.

    Returns:
        The code of the name of each trace, shape (traces,); the columns of each event, shape
        (events, 6); trace, type, code of key and of value of other attributes of traces, shape
        (attributes, 4); where each text begins and ends, by code.
    """
    size = 1024
    while size < 2 * len(tokens):
        size *= 2
    table = np.full(size, -1, np.int32)
    texts, count = np.empty((len(tokens) * 2, 2), np.int64), 0
    names = np.full(traces, ABSENT, np.int64)
    rows = np.full((events, 6), ABSENT, np.int64)
    rows[:, TIME], rows[:, BEGAN] = MISSING, MISSING
    others, kept = np.empty((len(tokens), 4), np.int64), 0
    trace, event = -1, -1
    for place in range(len(tokens)):
        kind, key, key_end = tokens[place, 0], tokens[place, 2], tokens[place, 3]
        low, high = tokens[place, 4], tokens[place, 5]
        if kind == TRACE:
            trace += 1
        elif kind == EVENT:
            event += 1
            rows[event, OF] = trace
        elif kind == OF_EVENT and _same(data, key, key_end, _TIME):
            rows[event, TIME] = moment(data, low, high)
        elif kind == OF_EVENT and _same(data, key, key_end, _START):
            rows[event, BEGAN] = moment(data, low, high)
        elif kind == OF_EVENT and _same(data, key, key_end, _LIFECYCLE):
            rows[event, PHASE] = _phase(data, low, high)
        else:
            is_name = _same(data, key, key_end, _NAME)
            if kind == OF_EVENT and not is_name and not _same(data, key, key_end, _WHO):
                continue
            slot = _coded(data, low, high, table, texts, count)
            if table[slot] < 0:
                table[slot], texts[count, 0], texts[count, 1] = count, low, high
                count += 1
            code = table[slot]
            if kind == OF_EVENT:
                rows[event, ACTIVITY if is_name else RESOURCE] = code
            elif is_name:
                names[trace] = code
            else:
                slot = _coded(data, key, key_end, table, texts, count)
                if table[slot] < 0:
                    table[slot], texts[count, 0], texts[count, 1] = count, key, key_end
                    count += 1
                others[kept, 0], others[kept, 1] = trace, tokens[place, 1]
                others[kept, 2], others[kept, 3] = table[slot], code
                kept += 1
    return names, rows, others[:kept], texts[:count]


@inlined
def _phase(data: Any, low: Any, high: Any) -> Any:
    """Whether a transition is a start or a completion, in letters of any size."""
    first = data[low] | 32 if high > low else 0
    if high - low == 5 and first == _S:
        return START
    return COMPLETE if high - low == 8 and first == _C else 0
