"""Working time as one more column of times: any durations of a log, counted in hours of work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.log import UNKNOWN, EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.localtime import DAY_S
from pipeloop.engine.worktime import WorkTime

Counts = NDArray[np.int64]
# Of each day in UTC: working seconds before it, and when two spells of work in it begin and
# how long they last. One local day of work may end in it, and the next one begin.
_BEFORE, _FIRST, _FIRST_LONG, _SECOND, _SECOND_LONG = range(5)
_NEVER = -(1 << 62)
_BEGINNING = date(1970, 1, 1)


def in_working_time(log: EventLog, work: WorkTime) -> EventLog:
    """The log with its times in working seconds since its start, so that all durations are.

    A difference of two times is what `WorkTime.between` says of the moments; hours that a
    change of clocks takes from or adds to those of work count as they passed. Cases are
    chosen, and their days told, before: times no longer say when something happened.
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
    """What is worked on each of some days.

    Args:
        first_day, last_day: days of UTC, counted from 1970, both included.

    Returns:
        Working seconds from the first midnight to each day's, and for two spells of work the
        second of the day at which it begins and how many it lasts; shape (days, 5).
    """
    table = np.zeros((last_day - first_day + 1, 5), np.int64)
    day, begin, lasts = _within_days(*_spells(work, first_day - 1, last_day + 1))
    inside = (day >= first_day) & (day <= last_day)
    again = np.diff(day, prepend=first_day - 1) == 0
    for some, at in ((inside & ~again, _FIRST), (inside & again, _SECOND)):
        table[day[some] - first_day, at] = begin[some]
        table[day[some] - first_day, at + 1] = lasts[some]
    worked = table[:, _FIRST_LONG] + table[:, _SECOND_LONG]
    table[:, _BEFORE] = np.cumsum(worked) - worked
    return table


def _span(log: EventLog) -> tuple[int, int]:
    """The first and the last second that a log's times tell, 0 among them."""
    some = log.high > log.low
    first = log.time[log.low[some]].min(initial=0)
    return int(first), int(log.time[log.high[some] - 1].max(initial=0))


def _spells(work: WorkTime, first_day: int, last_day: int) -> tuple[Counts, Counts]:
    """When work begins and ends, in seconds since 1970, on each working day of the place."""
    opens, closes = work.opens.replace(microsecond=0), work.closes.replace(microsecond=0)
    days = (_BEGINNING + timedelta(days=number) for number in range(first_day, last_day + 1))
    spells = [
        (_moment(day, opens, work.zone), _moment(day, closes, work.zone))
        for day in days
        if work.works_on(day)
    ]
    begin, end = np.array(spells, np.int64).reshape(-1, 2).T
    # Where the date line was moved, a day that never was shares its hours with another.
    own = begin >= np.concatenate(([_NEVER], end[:-1]))
    return begin[own], end[own]


def _moment(day: date, at: time, zone: ZoneInfo) -> float:
    return datetime.combine(day, at, zone).timestamp()


def _within_days(begin: Counts, end: Counts) -> tuple[Counts, Counts, Counts]:
    """Spells of work cut at midnight UTC, as they come: day, second of the day, length."""
    midnight = (begin // DAY_S + 1) * DAY_S
    low = np.stack((begin, midnight), axis=1).reshape(-1)
    high = np.stack((np.minimum(end, midnight), end), axis=1).reshape(-1)
    some = high > low
    low, high = low[some], high[some]
    return low // DAY_S, low % DAY_S, high - low


def _converted(log: EventLog, told: Integers, table: Counts, shift: int, unknown: int) -> Integers:
    """A column of times in working seconds; what belongs to no case of the log is not filled.

    Args:
        shift: seconds from the first midnight of the table to time 0.
        unknown: what stays as it is.
    """
    worked = np.empty_like(told)
    start = until(table, shift)
    on_each_core(
        lambda part: _convert(part.low, part.high, told, table, shift, start, unknown, worked), log
    )
    return worked


@inlined
def until(table: Any, second: Any) -> Any:
    """Working seconds from the first midnight of a table to a second after it."""
    day = np.uint64(second) // np.uint64(DAY_S)
    at = np.int64(second) - np.int64(day) * DAY_S
    first = min(max(at - table[day, 1], 0), table[day, 2])
    return table[day, 0] + first + min(max(at - table[day, 3], 0), table[day, 4])


@kernel
def _convert(
    low: Counts,
    high: Counts,
    told: Integers,
    table: Counts,
    shift: int,
    start: int,
    unknown: int,
    worked: Integers,
) -> None:
    for case in range(len(low)):
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            second = np.int64(told[event])
            worked[event] = second if second == unknown else until(table, second + shift) - start
