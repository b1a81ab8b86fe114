"""When people work: events of each by hour and weekday and by week, as their clocks show them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.sharing import on_each_core
from pipeloop.engine.localtime import DAY_S, Clock, clock, local_seconds, shown
from pipeloop.engine.mining.times import Counts

# The 1st of January 1970 was a Thursday.
_MONDAY = 3
_WEEK = 7


@dataclass(frozen=True)
class Load:
    """What people did when, by code.

    Args:
        by_hour: events by weekday, Monday first, and local hour; shape (resources, 7, 24).
        by_week: events by local week, from Monday; shape (resources, weeks).
        cases: cases in which a person did something in that week; shape (resources, weeks).
        first_week: how many weeks after that of the 1st of January 1970 the first one is.
    """

    by_hour: Counts
    by_week: Counts
    cases: Counts
    first_week: int

    @property
    def mondays(self) -> NDArray[np.datetime64]:
        """The first day of each week, shape (weeks,)."""
        weeks = self.first_week + np.arange(self.by_week.shape[1])
        return (weeks * _WEEK - _MONDAY).astype("M8[D]")

    def __add__(self, other: Load) -> Load:
        """The load of both logs together; they must share no case."""
        first, end = self._weeks(other)
        one, two = self._wider(first, end), other._wider(first, end)
        return Load(
            self.by_hour + other.by_hour,
            one.by_week + two.by_week,
            one.cases + two.cases,
            first,
        )

    def _weeks(self, other: Load) -> tuple[int, int]:
        """From which week on and until which one either tells of any."""
        spans = [
            (load.first_week, load.first_week + load.by_week.shape[1])
            for load in (self, other)
            if load.by_week.shape[1]
        ]
        first = min((first for first, _end in spans), default=0)
        return first, max((end for _first, end in spans), default=first)

    def _wider(self, first: int, end: int) -> Load:
        """With weeks of nothing before and after."""
        weeks = self.by_week.shape[1]
        before = self.first_week - first if weeks else 0
        margin = ((0, 0), (before, end - first - before - weeks))
        return Load(self.by_hour, np.pad(self.by_week, margin), np.pad(self.cases, margin), first)


def load(log: EventLog, zone: ZoneInfo) -> Load:
    """When each person did something.

    Args:
        log: in calendar time, not in working time.
        zone: where clocks are read.
    """
    some = log.high > log.low
    if not some.any():
        people = len(log.resources)
        none = np.zeros((people, 0), np.int64)
        return Load(np.zeros((people, 7, 24), np.int64), none, none, 0)
    first = log.start + int(log.time[log.low[some]].min())
    last = log.start + int(log.time[log.high[some] - 1].max())
    table = clock(zone, first // DAY_S, last // DAY_S)
    days = local_seconds(zone, np.array([first, last])) // DAY_S
    weeks = (days + _MONDAY) // _WEEK
    return reduce(
        add, on_each_core(lambda part: _summary(part, table, first // DAY_S, *weeks.tolist()), log)
    )


def _summary(log: EventLog, table: Clock, first_day: int, first: int, last: int) -> Load:
    people, weeks = len(log.resources), last - first + 1
    by_hour, by_week, cases = _count(
        log.low,
        log.high,
        log.resource,
        log.time,
        table,
        log.start - first_day * DAY_S,
        first_day + _MONDAY,
        first,
        people,
        weeks,
    )
    return Load(by_hour.reshape(people, 7, 24), by_week, cases, first)


@kernel
def _count(
    low: Counts,
    high: Counts,
    resource: Integers,
    time: Integers,
    table: Clock,
    shift: int,
    monday: int,
    first_week: int,
    people: int,
    weeks: int,
) -> tuple[Counts, Counts, Counts]:
    """Events by hour of the week and by week, and cases by week.

    `shift` leads from the log's seconds to those of the table, `monday` from its days to those
    since a Monday.
    """
    by_hour = np.zeros((people, 168), np.int64)
    by_week, cases = np.zeros((people, weeks), np.int64), np.zeros((people, weeks), np.int64)
    seen = np.full((people, weeks), -1, np.int64)
    for case in range(len(low)):
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            who = np.uint64(resource[event])
            hours = shown(table, np.int64(time[event]) + shift) // 3600 + monday * 24
            by_hour[who, hours % 168] += 1
            # Clocks that go back at midnight could show the week before the first.
            week = min(max(hours // 168 - first_week, 0), weeks - 1)
            by_week[who, week] += 1
            cases[who, week] += seen[who, week] != case
            seen[who, week] = case
    return by_hour, by_week, cases
