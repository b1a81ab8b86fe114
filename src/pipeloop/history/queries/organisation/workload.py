"""Workload: when people work on deals, by the hour of the week and week by week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.organisation.workload import workload
from pipeloop.engine.worktime import WorkTime
from pipeloop.history.queries.clock import now_in
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.organisation.people import by_person
from pipeloop.history.queries.outcomes import closed_of

Counts = NDArray[np.int64]
# More weeks than two years of them cannot be read from a chart.
WEEKS = 104
# Events below which no share of a person's events is shown: they are not independent deals.
MIN_EVENTS = 50


@dataclass(frozen=True, slots=True)
class PersonWorkload:
    """What somebody did; of everybody together, `name` is "".

    Args:
        by_hour: events by weekday and hour, shape (7, 24).
        by_week: events of each week, shape (weeks,).
        deals: deals that were with the person in each week, shape (weeks,).
    """

    name: str
    by_hour: Counts
    by_week: Counts
    deals: Counts

    @property
    def events(self) -> int:
        """How many events there are."""
        return int(self.by_week.sum())

    @property
    def busiest_hour(self) -> tuple[int, int]:
        """Weekday and hour with most events."""
        day, hour = divmod(int(self.by_hour.argmax()), 24)
        return day, hour

    @property
    def median_deals(self) -> float:
        """Deals of the median week, of those in which the person had any."""
        active = self.deals[self.deals > 0]
        return float(np.median(active)) if len(active) else 0.0

    def outside(self, hours: NDArray[np.bool_]) -> Rate:
        """How many events are outside of some hours of the week, shape (7, 24)."""
        return Rate(int(self.by_hour[~hours].sum()), self.events)

    def latest(self) -> PersonWorkload:
        """The same with the latest weeks only."""
        return replace(self, by_week=self.by_week[-WEEKS:], deals=self.deals[-WEEKS:])


@dataclass(frozen=True, slots=True)
class TeamWorkload:
    """What all did together, and each alone, the busiest first.

    Args:
        weeks: the Monday of each week.
        active: how many people did anything in each week, shape (weeks,).
    """

    all: PersonWorkload
    people: tuple[PersonWorkload, ...]
    weeks: tuple[date, ...]
    active: Counts


def workload_of(filtered: FilteredLog) -> TeamWorkload:
    """When the filtered deals were worked on, in the time zone of the log."""
    closed, until = closed_of(filtered).mask, now_in(filtered)
    return filtered.cached(("workload", until), lambda log: _workload(log, filtered, closed, until))


def working_hours(work: WorkTime) -> NDArray[np.bool_]:
    """The hours of the week in which a company works, shape (7, 24)."""
    closes = work.closes.hour + (1 if work.closes.minute or work.closes.second else 0)
    hours = np.zeros((7, 24), np.bool_)
    for day in work.weekdays:
        hours[day, work.opens.hour : closes] = True
    return hours


def _workload(
    log: EventLog, filtered: FilteredLog, closed: NDArray[np.bool_], until: int
) -> TeamWorkload:
    zone, own = ZoneInfo(filtered.row.zone), by_person(filtered)
    everybody = replace(log, resource=np.zeros_like(own.resource), resources=("",))
    together, each = (workload(one, zone, ended=closed, now=until) for one in (everybody, own))
    events = each.by_week.sum(axis=1)
    order = np.argsort(-events, kind="stable")
    named = [code for code in order.tolist() if events[code] and own.resources[code]]
    people = [
        PersonWorkload(
            own.resources[code], each.by_hour[code], each.by_week[code], each.in_progress[code]
        )
        for code in named
    ]
    return TeamWorkload(
        all=PersonWorkload("", together.by_hour[0], together.by_week[0], together.in_progress[0]),
        people=tuple(people),
        weeks=tuple(together.mondays.tolist()),
        active=(each.by_week[named] > 0).sum(axis=0),
    )
