"""When people work, as their clocks show it, and how many cases lie with each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.localtime import DAY_S, OffsetTable, local_seconds, offset_table, to_local
from pipeloop.engine.mining.case_arrays import by_place, last_second
from pipeloop.engine.mining.durations import Counts

# The 1st of January 1970 was a Thursday.
_MONDAY = 3
_WEEK = 7


@dataclass(frozen=True)
class Workload:
    """What people did when, by code.

    Args:
        by_hour: events by weekday, Monday first, and local hour; shape (resources, 7, 24).
        by_week: events by local week, from Monday; shape (resources, weeks).
        in_progress: cases that lay with a person at any time of that week, from what they did in it
            until the next event of anybody; shape (resources, weeks).
        first_week: how many weeks after that of the 1st of January 1970 the first one is.
    """

    by_hour: Counts
    by_week: Counts
    in_progress: Counts
    first_week: int

    @property
    def mondays(self) -> NDArray[np.datetime64]:
        """The first day of each week, shape (weeks,)."""
        weeks = self.first_week + np.arange(self.by_week.shape[1])
        return (weeks * _WEEK - _MONDAY).astype("M8[D]")

    def __add__(self, other: Workload) -> Workload:
        """The load of both logs together; they must share no case."""
        first, end = self._weeks(other)
        one, two = self._wider(first, end), other._wider(first, end)
        return Workload(
            self.by_hour + other.by_hour,
            one.by_week + two.by_week,
            one.in_progress + two.in_progress,
            first,
        )

    def _weeks(self, other: Workload) -> tuple[int, int]:
        """The first week of either, and the one after the last."""
        spans = [
            (load.first_week, load.first_week + load.by_week.shape[1])
            for load in (self, other)
            if load.by_week.shape[1]
        ]
        first = min((first for first, _end in spans), default=0)
        return first, max((end for _first, end in spans), default=first)

    def _wider(self, first: int, end: int) -> Workload:
        """With weeks of nothing before and after."""
        weeks = self.by_week.shape[1]
        before = self.first_week - first if weeks else 0
        margin = ((0, 0), (before, end - first - before - weeks))
        return Workload(
            self.by_hour, np.pad(self.by_week, margin), np.pad(self.in_progress, margin), first
        )


def workload(log: EventLog, zone: ZoneInfo, *, ended: NDArray[np.bool_], now: int) -> Workload:
    """When each person did something, and how many cases lay with them.

    Args:
        log: in calendar time, not in working time.
        zone: where clocks are read.
        ended: whether each case is closed; shape (cases,). It lies with nobody then.
        now: until when an open case lies with whoever acted last, in seconds of the log; its
            end, or later.

    Raises:
        ValueError: there is not one value for each case.
    """
    closed = by_place(log, ended)
    has_events = log.high > log.low
    if not has_events.any():
        people = len(log.resources)
        none = np.zeros((people, 0), np.int64)
        return Workload(np.zeros((people, 7, 24), np.int64), none, none, 0)
    first = log.start + int(log.time[log.low[has_events]].min())
    last = log.start + max(now, last_second(log))
    table = offset_table(zone, first // DAY_S, last // DAY_S)
    days = local_seconds(zone, np.array([first, last])) // DAY_S
    weeks: list[int] = ((days + _MONDAY) // _WEEK).tolist()
    parts = on_each_core(
        lambda part: _summary(part, closed[part.cases], table, first // DAY_S, *weeks), log
    )
    return reduce(add, parts)


def _summary(
    log: EventLog,
    ended: NDArray[np.bool_],
    table: OffsetTable,
    first_day: int,
    first_week: int,
    last_week: int,
) -> Workload:
    people, weeks = len(log.resources), last_week - first_week + 1
    by_hour, by_week, in_progress = _count(
        log.low,
        log.high,
        log.resource,
        log.time,
        ended,
        table,
        log.start - first_day * DAY_S,
        (first_day + _MONDAY - first_week * _WEEK) * DAY_S,
        people,
        weeks,
    )
    return Workload(by_hour.reshape(people, 7, 24), by_week, in_progress, first_week)


@kernel
def _count(
    low: Counts,
    high: Counts,
    resource: Integers,
    time: Integers,
    ended: NDArray[np.bool_],
    table: OffsetTable,
    shift: int,
    monday: int,
    people: int,
    weeks: int,
) -> tuple[Counts, Counts, Counts]:
    """Events by hour of the week and by week, and cases at hand by week.

    `shift` leads from the log's seconds to those of the table, `monday` from its seconds to
    those since the Monday of the first week.
    """
    by_hour, by_week = np.zeros((people, 168), np.int64), np.zeros((people, weeks), np.int64)
    in_progress, seen = np.zeros((people, weeks), np.int64), np.full((people, weeks), -1, np.int64)
    for case in range(len(low)):
        begin, end = np.uint64(low[case]), np.uint64(high[case])
        holder, since = np.uint64(0), np.uint64(0)
        for event in range(begin, end):
            who = np.uint64(resource[event])
            # Clocks that go back at midnight can show the week before the first.
            local = max(to_local(table, np.int64(time[event]) + shift) + monday, 0)
            hour = np.uint64(local) // np.uint64(3600)
            week = min(hour // np.uint64(168), np.uint64(weeks - 1))
            by_hour[who, hour % np.uint64(168)] += 1
            by_week[who, week] += 1
            if event == begin:
                since = week
            elif holder != who or since != week:
                _count_weeks(in_progress, seen, case, holder, since, week)
                since = week
            holder = who
        if begin < end:
            until = since if ended[case] else np.uint64(weeks - 1)
            _count_weeks(in_progress, seen, case, holder, since, until)
    return by_hour, by_week, in_progress


@inlined
def _count_weeks(
    in_progress: Any, seen: Any, case: Any, holder: Any, since: Any, until: Any
) -> None:
    """Count a case, once a week, as lying with somebody from one week to another."""
    for week in range(since, until + np.uint64(1)):
        in_progress[holder, week] += seen[holder, week] != case
        seen[holder, week] = case
