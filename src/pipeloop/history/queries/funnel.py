"""The funnel: how many deals come how far, how fast, and what becomes of those still open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance import funnel as engine
from pipeloop.engine.mining.performance.cohorts import Cohorts, Period, arrivals
from pipeloop.engine.mining.performance.funnel import Funnel, Shares
from pipeloop.history.domain.filtering import DAY_S
from pipeloop.history.queries.clocks import (
    LEAST,
    WON,
    Clock,
    Closed,
    closed_of,
    ends_of,
    now_in,
    order_to_won,
    usual_steps,
)
from pipeloop.history.queries.slices import Slice

# As many steps as are read at once, unless others are chosen; and as many as may be.
USUAL, MOST = 12, 40
# Periods of arrival: the latest so many; weeks up to so many days, months up to so many.
PERIODS = 24
WEEKS_TO, MONTHS_TO = 120, 750


@dataclass(frozen=True, slots=True)
class Share:
    """A share, and between what it lies 95 times in 100; None where that cannot be told."""

    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the funnel; a share is None where it would be told of too few deals.

    Args:
        reached: deals that came to this step or a later one; `skipped`, those of them that
            went on without it.
        closed, open: those that came no further: closed, and still open.
        of_first, of_previous: of those that came to the first step and to the one before.
        in_the_end: of those that came to the one before, how many come here in the end,
            counting that some are still open.
        next_s: median of the time to the next step, in seconds of the clock.
    """

    name: str
    reached: int
    skipped: int
    closed: int
    open: int
    of_first: Share | None
    of_previous: Share | None
    in_the_end: Share | None
    next_s: float | None

    @property
    def stopped(self) -> int:
        return self.closed + self.open


@dataclass(frozen=True, slots=True)
class Arrived:
    """Deals that arrived in one period, and what share of them came to each step."""

    begins: date
    deals: int
    open: int
    shares: tuple[Share | None, ...]


@dataclass(frozen=True, slots=True)
class FunnelFound:
    """A funnel.

    Args:
        steps: every step that may be chosen, in the usual order; `chosen`, those that are.
        arrived: by the week, month or quarter of `period`.
        earlier: whether there are periods before those told.
        closed: how it is known which deals are.
    """

    stages: tuple[Stage, ...]
    steps: tuple[str, ...]
    chosen: frozenset[str]
    period: Period
    arrived: tuple[Arrived, ...]
    earlier: bool
    closed: Closed

    @property
    def is_enough(self) -> bool:
        """Whether there are deals enough to tell any share."""
        return bool(self.stages) and self.stages[0].reached >= LEAST

    @property
    def narrowest(self) -> Stage | None:
        """The step that the smallest share of those before it comes to."""
        told = [stage for stage in self.stages if stage.of_previous and stage.of_previous.share < 1]
        return min(told, key=lambda stage: stage.of_previous.share, default=None)  # type: ignore[union-attr]


def stages_of(part: Slice, only: tuple[str, ...]) -> tuple[int, ...]:
    """Codes of the steps of a funnel, in the usual order.

    Args:
        only: names of those chosen; of none, the most frequent are taken.
    """
    order, names = order_to_won(part), part.whole.activities
    chosen = [code for code in order if names[code] in set(only)]
    if chosen:
        return tuple(chosen[:MOST])
    cases, ends = usual_steps(part, Clock()).cases, ends_of(part)
    # What it all leads to is shown, however rare.
    often = set(sorted(order, key=lambda code: (ends[code] != WON, -cases[code]))[:USUAL])
    return tuple(code for code in order if code in often)


def funnel_of(part: Slice, only: tuple[str, ...], clock: Clock) -> FunnelFound:
    """The funnel of the chosen deals.

    Args:
        only: names of the steps to show; empty for the usual ones.
    """
    codes, until = stages_of(part, only), now_in(part)
    return part.remembered(
        f"funnel {codes} {clock.key} {until}", lambda log: _found(part, log, codes, clock, until)
    )


def _found(
    part: Slice, log: EventLog, codes: tuple[int, ...], clock: Clock, until: int
) -> FunnelFound:
    names, closed, period = log.activities, closed_of(part), _period(log)
    by_arrival, earlier = _latest(arrivals(log, ZoneInfo(part.row.zone), period))
    stages: tuple[Stage, ...] = ()
    arrived: tuple[Arrived, ...] = ()
    if codes:
        timed, ended, now = clock.of(part), closed.mask, clock.at(log, until)
        steps = [(code,) for code in codes]
        whole = engine.funnel(timed, steps, ended=ended, now=now)
        number, count = by_arrival.number, len(by_arrival.begins)
        cohorts = engine.funnel(timed, steps, ended=ended, now=now, cohort=number, cohorts=count)
        stages = _stages(whole, [names[code] for code in codes])
        arrived = _arrived(cohorts, by_arrival)
    return FunnelFound(
        stages=stages,
        steps=tuple(names[code] for code in order_to_won(part)),
        chosen=frozenset(names[code] for code in codes),
        period=period,
        arrived=arrived,
        earlier=earlier,
        closed=replace(closed, mask=closed.mask[:0]),
    )


def _stages(found: Funnel, names: list[str]) -> tuple[Stage, ...]:
    first, previous = found.of_first(), found.of_previous()
    reached, next_s = found.reached[0], found.quantile_s(0.5)[0]
    passed, lost, still = found.passed.count, found.lost.count, found.open.count
    return tuple(
        Stage(
            name=name,
            reached=int(reached[place]),
            skipped=int(found.skipped[0, place]),
            closed=int(lost[place]),
            open=int(still[place]),
            of_first=_told(first, 0, place, int(reached[0])) if place else None,
            of_previous=_told(previous, 0, place, int(reached[place - 1])) if place else None,
            in_the_end=_told_in_the_end(found, place - 1) if place else None,
            next_s=float(next_s[place]) if passed[place] >= LEAST else None,
        )
        for place, name in enumerate(names)
    )


def _told(shares: Shares, row: int, place: int, of: int) -> Share | None:
    """A share of so many; None where they are too few."""
    if of < LEAST or np.isnan(shares.share[row, place]):
        return None
    found, low, high = (float(column[row, place]) for column in shares)
    return Share(found, low, high)


def _told_in_the_end(found: Funnel, place: int) -> Share | None:
    """What share passes a step in the end; of none or all, no interval can be told."""
    with np.errstate(over="ignore"):
        curve = found.curve(0, place)
    if found.reached[0, place] < LEAST or not len(curve.share):
        return None
    last, low, high = (float(column[-1]) for column in curve[1:])
    # Sums of all that passed may miss 1 by a rounding.
    is_all = not 1e-9 < last < 1 - 1e-9
    return Share(last, None, None) if is_all else Share(last, low, high)


def _arrived(found: Funnel, by: Cohorts) -> tuple[Arrived, ...]:
    """By period, the latest first; those in which nobody came are left out."""
    first, reached = found.of_first(), found.reached
    still = found.open.count.reshape(reached.shape).sum(axis=1)
    return tuple(
        Arrived(
            begins=by.begins[row].item(),
            deals=int(reached[row, 0]),
            open=int(still[row]),
            shares=tuple(
                _told(first, row, place, int(reached[row, 0]))
                for place in range(1, reached.shape[1])
            ),
        )
        for row in range(len(by.begins) - 1, -1, -1)
        if reached[row, 0]
    )


def _period(log: EventLog) -> Period:
    """What arrivals are counted by, so that there are some periods, and not too many."""
    first = log.time[log.low[log.high > log.low]]
    days = (int(first.max(initial=0)) - int(first.min(initial=first.max(initial=0)))) / DAY_S
    return "week" if days <= WEEKS_TO else "month" if days <= MONTHS_TO else "quarter"


def _latest(found: Cohorts) -> tuple[Cohorts, bool]:
    """The latest periods, and whether there were others before."""
    left = max(0, len(found.begins) - PERIODS)
    number = np.maximum(found.number - left, -1)
    return Cohorts(number, found.begins[left:]), left > 0
