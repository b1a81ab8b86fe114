"""The funnel: how many deals come how far, how fast, and how many of those still open will."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.localtime import DAY_S
from pipeloop.engine.mining.performance import funnel as engine
from pipeloop.engine.mining.performance.cohorts import Cohorts, Period, arrivals
from pipeloop.engine.mining.performance.funnel import Funnel
from pipeloop.history.queries.clock import CALENDAR, Clock, now_in
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.outcomes import WON, Closed, closed_of, ends_of
from pipeloop.history.queries.performance.largest_loss import LargestLoss, largest_loss_of
from pipeloop.history.queries.performance.shares import Share, share_at
from pipeloop.history.queries.step_durations import usual_step_durations
from pipeloop.history.queries.step_order import order_to_won

# How many steps are shown unless others are chosen, and how many may be chosen.
USUAL_STEPS, MAX_STEPS = 12, 40
# How many periods of arrival are shown; weeks for a span of up to so many days, then months.
PERIODS = 24
WEEKS_TO, MONTHS_TO = 120, 750


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step of the funnel; a share is None where there are too few deals for one.

    Args:
        reached: deals that came to this step or a later one; `skipped`, those of them that
            went on without it.
        closed, open: deals that came no further: closed, and still open.
        of_first, of_previous: of those that reached the first step and the one before.
        in_the_end: of those that reached the one before, how many come here in the end,
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
        """Deals that came no further."""
        return self.closed + self.open


@dataclass(frozen=True, slots=True)
class ArrivalCohort:
    """Deals that arrived in one period, and what share of them reached each step."""

    begins: date
    deals: int
    open: int
    shares: tuple[Share | None, ...]


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """A funnel.

    Args:
        steps: those that are shown.
        all_steps: names of every step that may be shown, in the usual order.
        largest_loss: among the neighbouring steps of the whole process, whichever are shown.
        cohorts: by the week, month or quarter of arrival, as `period` says; the latest first.
        has_earlier: whether there are periods before those shown.
        closed: how it is known which deals are closed; its mask is empty.
    """

    steps: tuple[FunnelStep, ...]
    all_steps: tuple[str, ...]
    largest_loss: LargestLoss | None
    period: Period
    cohorts: tuple[ArrivalCohort, ...]
    has_earlier: bool
    closed: Closed

    @property
    def is_enough(self) -> bool:
        """Whether there are enough deals for any share."""
        return bool(self.steps) and self.steps[0].reached >= SMALLEST_SAMPLE

    @property
    def shown(self) -> frozenset[str]:
        """Names of the steps that are shown."""
        return frozenset(step.name for step in self.steps)


def funnel_codes(filtered: FilteredLog, only: tuple[str, ...]) -> tuple[int, ...]:
    """Codes of the steps of a funnel, in the usual order.

    Args:
        only: names of the steps to show; where it is empty, the most frequent ones.
    """
    order, names = order_to_won(filtered), filtered.whole.activities
    chosen = [code for code in order if names[code] in set(only)]
    if chosen:
        return tuple(chosen[:MAX_STEPS])
    cases, ends = usual_step_durations(filtered, CALENDAR).cases, ends_of(filtered)
    # The step by which deals are won is shown, however rare.
    by_frequency = sorted(order, key=lambda code: (ends[code] != WON, -cases[code]))
    most_frequent = set(by_frequency[:USUAL_STEPS])
    return tuple(code for code in order if code in most_frequent)


def funnel_of(filtered: FilteredLog, only: tuple[str, ...], clock: Clock) -> FunnelReport:
    """The funnel of the filtered deals.

    Args:
        only: names of the steps to show; empty for the usual ones.
    """
    codes, until = funnel_codes(filtered, only), now_in(filtered)
    return filtered.cached(
        ("funnel", codes, clock.key, until),
        lambda log: _report(filtered, log, codes, clock, until),
    )


def _report(
    filtered: FilteredLog, log: EventLog, codes: tuple[int, ...], clock: Clock, until: int
) -> FunnelReport:
    names, closed, period = log.activities, closed_of(filtered), _period(log)
    by_arrival, has_earlier = _latest(arrivals(log, ZoneInfo(filtered.row.zone), period))
    steps: tuple[FunnelStep, ...] = ()
    cohorts: tuple[ArrivalCohort, ...] = ()
    if codes:
        timed, ended, now = clock.of(filtered), closed.mask, clock.at(log, until)
        groups = [(code,) for code in codes]
        counted = engine.funnel(timed, groups, ended=ended, now=now)
        number, count = by_arrival.number, len(by_arrival.begins)
        by_cohort = engine.funnel(timed, groups, ended=ended, now=now, cohort=number, cohorts=count)
        steps = _steps(counted, [names[code] for code in codes])
        cohorts = _cohorts(by_cohort, by_arrival)
    return FunnelReport(
        steps=steps,
        all_steps=tuple(names[code] for code in order_to_won(filtered)),
        largest_loss=largest_loss_of(filtered),
        period=period,
        cohorts=cohorts,
        has_earlier=has_earlier,
        closed=replace(closed, mask=closed.mask[:0]),
    )


def _steps(counted: Funnel, names: list[str]) -> tuple[FunnelStep, ...]:
    first, previous = counted.of_first(), counted.of_previous()
    reached, next_s = counted.reached[0], counted.quantile_s(0.5)[0]
    passed, lost, still = counted.passed.count, counted.lost.count, counted.open.count
    return tuple(
        FunnelStep(
            name=name,
            reached=int(reached[place]),
            skipped=int(counted.skipped[0, place]),
            closed=int(lost[place]),
            open=int(still[place]),
            of_first=share_at(first, 0, place, int(reached[0])) if place else None,
            of_previous=share_at(previous, 0, place, int(reached[place - 1])) if place else None,
            in_the_end=_share_in_the_end(counted, place - 1) if place else None,
            next_s=float(next_s[place]) if passed[place] >= SMALLEST_SAMPLE else None,
        )
        for place, name in enumerate(names)
    )


def _share_in_the_end(counted: Funnel, place: int) -> Share | None:
    """What share passes a step in the end; of none or all there is no confidence interval."""
    with np.errstate(over="ignore"):
        curve = counted.curve(0, place)
    if counted.reached[0, place] < SMALLEST_SAMPLE or not len(curve.share):
        return None
    last, low, high = (float(column[-1]) for column in curve[1:])
    # Sums of all that passed may miss 1 by a rounding.
    is_none_or_all = not 1e-9 < last < 1 - 1e-9
    return Share(last, None, None) if is_none_or_all else Share(last, low, high)


def _cohorts(counted: Funnel, by_arrival: Cohorts) -> tuple[ArrivalCohort, ...]:
    """By period, the latest first; those in which nothing arrived are left out."""
    first, reached = counted.of_first(), counted.reached
    still = counted.open.count.reshape(reached.shape).sum(axis=1)
    return tuple(
        ArrivalCohort(
            begins=by_arrival.begins[row].item(),
            deals=int(reached[row, 0]),
            open=int(still[row]),
            shares=tuple(
                share_at(first, row, place, int(reached[row, 0]))
                for place in range(1, reached.shape[1])
            ),
        )
        for row in range(len(by_arrival.begins) - 1, -1, -1)
        if reached[row, 0]
    )


def _period(log: EventLog) -> Period:
    """The period that divides the arrivals into some cohorts, and not too many."""
    first = log.time[log.low[log.high > log.low]]
    days = (int(first.max(initial=0)) - int(first.min(initial=first.max(initial=0)))) / DAY_S
    return "week" if days <= WEEKS_TO else "month" if days <= MONTHS_TO else "quarter"


def _latest(by_arrival: Cohorts) -> tuple[Cohorts, bool]:
    """The latest periods, and whether there are others before."""
    earlier = max(0, len(by_arrival.begins) - PERIODS)
    number = np.maximum(by_arrival.number - earlier, -1)
    return Cohorts(number, by_arrival.begins[earlier:]), earlier > 0
