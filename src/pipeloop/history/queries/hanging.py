"""Deals that stand now: where, since when, how long by what is usual there, who was the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.hanging import OpenCases, open_cases
from pipeloop.history.queries.clock import Clock, now_in
from pipeloop.history.queries.deals import DealLine, Deals
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.outcomes import Closed, closed_of
from pipeloop.history.queries.step_durations import usual_step_durations

PAGE = 100
IN_TIME, LONG, TOO_LONG = range(3)


@dataclass(frozen=True, slots=True)
class HangingLine:
    """A deal that stands.

    Args:
        deal: its `seconds` are how long it has stood, by the clock.
        median_s, medians: how long is usual there, and how many times that it is; None where
            too few are seen.
        who: did the last thing; empty where that is not told.
    """

    deal: DealLine
    step: str
    since: datetime
    median_s: float | None
    medians: float | None
    level: int
    who: str


@dataclass(frozen=True)
class Hanging:
    """Deals that stand now, the most overdue first.

    Args:
        log: by the calendar; `until`, its second of now.
        closed: how it is known which deals do not stand.
        by_step: how many of each level stand on each step, shape (activities, 3).
    """

    log: EventLog
    until: int
    found: OpenCases
    by_step: NDArray[np.int64]
    closed: Closed

    @property
    def now(self) -> datetime:
        """When all of this is so."""
        return datetime.fromtimestamp(self.log.start + self.until, UTC)

    @property
    def count(self) -> int:
        return len(self.found.case)

    @property
    def levels(self) -> list[int]:
        """How many are in time, long and too long."""
        return [int(count) for count in self.by_step.sum(axis=0)]

    def places(self, level: int | None, step: str) -> NDArray[np.int64]:
        """Those of a level on a step; of all levels or steps where that is not said."""
        some = np.ones(self.count, np.bool_)
        if level is not None:
            some &= self.found.level == level
        if step:
            names = self.log.activities
            some &= self.found.step == (names.index(step) if step in names else -1)
        return np.flatnonzero(some)

    def lines(self, places: NDArray[np.int64]) -> Iterator[HangingLine]:
        """Some of them."""
        found, log = self.found, self.log
        deals = Deals(log, found.case[places], found.stood_s[places]).lines(None)
        for place, deal in zip(places.tolist(), deals, strict=True):
            last = log.high[found.case[place]] - 1
            yield HangingLine(
                deal=deal,
                step=log.activities[found.step[place]],
                since=datetime.fromtimestamp(log.start + int(log.time[last]), UTC),
                median_s=_known(found.median_s[place]),
                medians=_known(found.medians[place]),
                level=int(found.level[place]),
                who=log.resources[log.resource[last]],
            )


def hanging_of(part: FilteredLog, clock: Clock) -> Hanging:
    """The chosen deals that stand now, measured by how long all deals stay where they do."""
    until = now_in(part)
    return part.cached(("hanging", clock.key, until), lambda log: _found(part, log, clock, until))


def _found(part: FilteredLog, log: EventLog, clock: Clock, until: int) -> Hanging:
    closed, stay = closed_of(part), usual_step_durations(part, clock).stay
    now = clock.at(log, until)
    found = open_cases(clock.of(part), ~closed.mask, stay, now=now, day_s=clock.day_s)
    width = len(log.activities)
    by_step = np.bincount(found.step * 3 + found.level, minlength=3 * width).reshape(width, 3)
    return Hanging(log, until, found, by_step, closed)


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
