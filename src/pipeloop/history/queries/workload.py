"""Load: when people work on deals, by the hour of the week and week by week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.organisation.workload import load
from pipeloop.engine.worktime import WorkTime
from pipeloop.history.queries.clocks import closed_of, now_in
from pipeloop.history.queries.people import by_person
from pipeloop.history.queries.slices import Slice

Counts = NDArray[np.int64]
# Two years of weeks are as many as a picture bears.
WEEKS = 104
# Below so many things done no share of a person is told.
LEAST = 50


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What somebody did; of all together, `name` is "".

    Args:
        by_hour: things done, by weekday and hour; shape (7, 24).
        by_week: things done in each week; `deals`, how many deals lay with them. Shape (weeks,).
    """

    name: str
    by_hour: Counts
    by_week: Counts
    deals: Counts

    @property
    def done(self) -> int:
        return int(self.by_week.sum())

    @property
    def busiest_hour(self) -> tuple[int, int]:
        """Weekday and hour in which most was done."""
        day, hour = divmod(int(self.by_hour.argmax()), 24)
        return day, hour

    @property
    def usual_deals(self) -> float:
        """Deals in the median of the weeks in which anything was done."""
        met = self.deals[self.deals > 0]
        return float(np.median(met)) if len(met) else 0.0

    def outside(self, hours: NDArray[np.bool_]) -> Rate:
        """How much of it was done outside of some hours, shape (7, 24)."""
        return Rate(int(self.by_hour[~hours].sum()), self.done)

    def latest(self) -> PersonLoad:
        """The same with the latest weeks only."""
        return replace(self, by_week=self.by_week[-WEEKS:], deals=self.deals[-WEEKS:])


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """What all did together, and each alone, the busiest first.

    Args:
        weeks: the Monday of each week.
        active: how many people did anything in each week, shape (weeks,).
    """

    all: PersonLoad
    people: tuple[PersonLoad, ...]
    weeks: tuple[date, ...]
    active: Counts


def load_of(part: Slice) -> TeamLoad:
    """When work on the chosen deals was done, by the clock of the log."""
    closed, until = closed_of(part).mask, now_in(part)
    return part.remembered("load", lambda log: _found(log, by_person(part), part, closed, until))


def working_hours(work: WorkTime) -> NDArray[np.bool_]:
    """The hours of the week in which a company works, shape (7, 24)."""
    closes = work.closes.hour + (1 if work.closes.minute or work.closes.second else 0)
    hours = np.zeros((7, 24), np.bool_)
    for day in work.weekdays:
        hours[day, work.opens.hour : closes] = True
    return hours


def _found(
    log: EventLog, own: EventLog, part: Slice, closed: NDArray[np.bool_], until: int
) -> TeamLoad:
    zone = ZoneInfo(part.row.zone)
    everybody = replace(log, resource=np.zeros_like(own.resource), resources=("",))
    together, each = (load(one, zone, ended=closed, now=until) for one in (everybody, own))
    often = each.by_week.sum(axis=1)
    order = np.argsort(-often, kind="stable")
    known = [code for code in order.tolist() if often[code] and own.resources[code]]
    people = [
        PersonLoad(own.resources[code], each.by_hour[code], each.by_week[code], each.at_hand[code])
        for code in known
    ]
    return TeamLoad(
        all=PersonLoad("", together.by_hour[0], together.by_week[0], together.at_hand[0]),
        people=tuple(people),
        weeks=tuple(together.mondays.tolist()),
        active=(each.by_week[known] > 0).sum(axis=0),
    )
