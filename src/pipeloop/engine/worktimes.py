"""A log with its times in working seconds: all its durations are in working time then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.log import UNKNOWN, EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.localtime import DAY_S
from pipeloop.engine.worktime import WorkTime

Counts = NDArray[np.int64]
# Columns of a table of working days. A day in UTC may have two shifts: one local day of work
# ends in it, and the next one begins.
_WORKED_BEFORE, _FIRST_START, _FIRST_LENGTH, _SECOND_START, _SECOND_LENGTH = range(5)
_NEVER = -(1 << 62)
_EPOCH = date(1970, 1, 1)


class _Shifts(NamedTuple):
    """When work starts and ends, in seconds since 1970; each of shape (shifts,)."""

    start: Counts
    end: Counts


class _DayShifts(NamedTuple):
    """Shifts inside one day of UTC each: the day since 1970, the second of it, and the length."""

    day: Counts
    start: Counts
    length: Counts


def in_working_time(log: EventLog, work: WorkTime) -> EventLog:
    """The log with its times in working seconds since its start, so that all durations are.

    A difference of two times is `WorkTime.between` of the moments; hours that a change of clocks
    takes from or adds to those of work count as they passed. Times no longer say when something
    happened: cases are to be filtered by date before.
    """
    first, last = _span(log)
    table = working_days(work, (log.start + first) // DAY_S, (log.start + last) // DAY_S)
    shift = log.start - (log.start + first) // DAY_S * DAY_S
    began = log.began
    return replace(
        log,
        time=_converted(log, log.time, table, shift, _NEVER),
        began=None if began is None else _converted(log, began, table, shift, UNKNOWN),
    )


def working_days(work: WorkTime, first_day: int, last_day: int) -> Counts:
    """The shifts of each day of a period.

    Args:
        first_day, last_day: days of UTC, counted from 1970, both included.

    Returns:
        Working seconds from the first midnight to each day's, and for two shifts the second of
        the day at which it starts and how many it lasts; shape (days, 5).
    """
    table = np.zeros((last_day - first_day + 1, 5), np.int64)
    shifts = _cut_at_midnight(_shifts(work, first_day - 1, last_day + 1))
    is_inside = (shifts.day >= first_day) & (shifts.day <= last_day)
    is_second = np.diff(shifts.day, prepend=first_day - 1) == 0
    for mask, column in (
        (is_inside & ~is_second, _FIRST_START),
        (is_inside & is_second, _SECOND_START),
    ):
        table[shifts.day[mask] - first_day, column] = shifts.start[mask]
        table[shifts.day[mask] - first_day, column + 1] = shifts.length[mask]
    worked = table[:, _FIRST_LENGTH] + table[:, _SECOND_LENGTH]
    table[:, _WORKED_BEFORE] = np.cumsum(worked) - worked
    return table


def _span(log: EventLog) -> tuple[int, int]:
    """The first and the last second of a log, or 0 where that is outside."""
    has_events = log.high > log.low
    first = log.time[log.low[has_events]].min(initial=0)
    return int(first), int(log.time[log.high[has_events] - 1].max(initial=0))


def _shifts(work: WorkTime, first_day: int, last_day: int) -> _Shifts:
    """One on each working day of the place."""
    opens, closes = work.opens.replace(microsecond=0), work.closes.replace(microsecond=0)
    days = (_EPOCH + timedelta(days=number) for number in range(first_day, last_day + 1))
    shifts = [
        (_moment(day, opens, work.zone), _moment(day, closes, work.zone))
        for day in days
        if work.works_on(day)
    ]
    start, end = np.array(shifts, np.int64).reshape(-1, 2).T
    # Where the date line was moved, a day that never was shares its hours with another.
    is_own = start >= np.concatenate(([_NEVER], end[:-1]))
    return _Shifts(start[is_own], end[is_own])


def _moment(day: date, at: time, zone: ZoneInfo) -> float:
    return datetime.combine(day, at, zone).timestamp()


def _cut_at_midnight(shifts: _Shifts) -> _DayShifts:
    """Shifts cut at midnight UTC, in order of time."""
    midnight = (shifts.start // DAY_S + 1) * DAY_S
    low = np.stack((shifts.start, midnight), axis=1).reshape(-1)
    high = np.stack((np.minimum(shifts.end, midnight), shifts.end), axis=1).reshape(-1)
    low, high = low[high > low], high[high > low]
    return _DayShifts(low // DAY_S, low % DAY_S, high - low)


def _converted(
    log: EventLog, column: Integers, table: Counts, shift: int, unknown: int
) -> Integers:
    """A column of times in working seconds; what belongs to no case of the log is not filled.

    Args:
        shift: seconds from the first midnight of the table to time 0.
        unknown: a value that is left as it is.
    """
    worked = np.empty_like(column)
    start = until(table, shift)
    on_each_core(
        lambda part: _convert(part.low, part.high, column, table, shift, start, unknown, worked),
        log,
    )
    return worked


@inlined
def until(table: Any, second: Any) -> Any:
    """Working seconds from the first midnight of a table to a second after it."""
    day = np.uint64(second) // np.uint64(DAY_S)
    of_day = np.int64(second) - np.int64(day) * DAY_S
    first = min(max(of_day - table[day, _FIRST_START], 0), table[day, _FIRST_LENGTH])
    last = min(max(of_day - table[day, _SECOND_START], 0), table[day, _SECOND_LENGTH])
    return table[day, _WORKED_BEFORE] + first + last


@kernel
def _convert(
    low: Counts,
    high: Counts,
    column: Integers,
    table: Counts,
    shift: int,
    start: int,
    unknown: int,
    worked: Integers,
) -> None:
    for case in range(len(low)):
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            second = np.int64(column[event])
            worked[event] = second if second == unknown else until(table, second + shift) - start
