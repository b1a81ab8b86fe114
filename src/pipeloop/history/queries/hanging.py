"""Deals that stand now: where, since when, how long by what is usual there, and which hang.

Of the company's own deals the log carries the moments from which they warn and hang, by every
sign: the tab says what the board says. Of another log only stays are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from pipeloop.company.queries import the_company, working_times
from pipeloop.conveyor.queries import usual_times
from pipeloop.core.clock import now
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.hanging import OVERDUE_SIGNS, POINTS
from pipeloop.engine.mining.performance.hanging import OpenCases, median_stays, open_cases
from pipeloop.history.queries.clock import Clock, now_in
from pipeloop.history.queries.deals import DealLine, Deals
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.outcomes import Closed, closed_of
from pipeloop.history.queries.own_log import live_step_names
from pipeloop.history.queries.step_durations import usual_step_durations
from pipeloop.history.words import HANGS_AT, WARNS_AT
from pipeloop.process.queries import has_live_version, live_version_id, outline

PAGE = 100
IN_TIME, WARNS, STALLED = range(3)
# Signs of hanging that a log of another system cannot tell.
UNKNOWN_SIGNS = tuple(sign for sign in POINTS if sign not in OVERDUE_SIGNS)


@dataclass(frozen=True, slots=True)
class HangingLine:
    """A deal that stands.

    Args:
        deal: its `seconds` are how long it has stood, in working time.
        usual_s, times: how long a stay usually lasts there, and how many times that it is;
            None where that is not known.
        who: did the last thing; empty where that is not known.
    """

    deal: DealLine
    step: str
    since: datetime
    usual_s: float | None
    times: float | None
    level: int
    who: str


@dataclass(frozen=True)
class Hanging:
    """Deals that stand now, the most overdue first.

    Args:
        log: by the calendar; `until`, its second of now.
        by_step: how many of each level stand on each step, shape (activities, 3).
        closed: how it is known which deals do not stand.
        day_s: working seconds of a day.
        is_by_all_signs: whether every sign of hanging is known, or stays alone.
    """

    log: EventLog
    until: int
    cases: OpenCases
    by_step: NDArray[np.int64]
    closed: Closed
    day_s: int
    is_by_all_signs: bool

    @property
    def now(self) -> datetime:
        """When all of this is so."""
        return datetime.fromtimestamp(self.log.start + self.until, UTC)

    @property
    def count(self) -> int:
        return len(self.cases.case)

    @property
    def levels(self) -> list[int]:
        """How many are in time, need a look and are stalled."""
        return [int(count) for count in self.by_step.sum(axis=0)]

    def places(self, level: int | None, step: str) -> NDArray[np.int64]:
        """Those of a level on a step; of all levels or steps where that is not said."""
        mask = np.ones(self.count, np.bool_)
        if level is not None:
            mask &= self.cases.level == level
        if step:
            names = self.log.activities
            mask &= self.cases.step == (names.index(step) if step in names else -1)
        return np.flatnonzero(mask)

    def lines(self, places: NDArray[np.int64]) -> Iterator[HangingLine]:
        """Some of them."""
        cases, log = self.cases, self.log
        deals = Deals(log, cases.case[places], cases.stood_s[places]).lines(None)
        for place, deal in zip(places.tolist(), deals, strict=True):
            last = log.high[cases.case[place]] - 1
            yield HangingLine(
                deal=deal,
                step=log.activities[cases.step[place]],
                since=datetime.fromtimestamp(log.start + int(log.time[last]), UTC),
                usual_s=_number(cases.usual_s[place]),
                times=_number(cases.times[place]),
                level=int(cases.level[place]),
                who=log.resources[log.resource[last]],
            )


def hanging_of(filtered: FilteredLog) -> Hanging:
    """The filtered deals that stand now, counted in working time."""
    clock = Clock(working_times().company)
    until, usual_s = _until(filtered), _usual_stays(filtered, clock)

    def compute(log: EventLog) -> Hanging:
        closed, level = closed_of(filtered), _known_level(filtered, log)
        cases = open_cases(
            clock.of(filtered),
            ~closed.mask,
            usual_s,
            now=clock.at(log, until),
            day_s=clock.day_s,
            level=level,
        )
        width = len(log.activities)
        counts = np.bincount(cases.step * 3 + cases.level, minlength=3 * width)
        by_step = counts.reshape(width, 3)
        return Hanging(log, until, cases, by_step, closed, clock.day_s, level is not None)

    # Own deals hang from one second to the next: their answer is not kept.
    if filtered.row.is_own:
        return compute(filtered.deals)
    return filtered.cached(("hanging", clock.key, until), compute)


def _until(filtered: FilteredLog) -> int:
    # Whether own deals hang is said to the second, as on the board.
    if filtered.row.is_own:
        return int(now().timestamp()) - filtered.whole.start
    return now_in(filtered)


def _known_level(filtered: FilteredLog, log: EventLog) -> NDArray[np.int8] | None:
    """The level of each deal by all signs, where the log carries the moments of hanging."""
    if not filtered.row.is_own or HANGS_AT not in log.numbers:
        return None
    moment = now().timestamp()
    warns, hangs = (log.numbers[name][log.cases] <= moment for name in (WARNS_AT, HANGS_AT))
    return np.where(hangs, STALLED, np.where(warns, WARNS, IN_TIME)).astype(np.int8)


def _usual_stays(filtered: FilteredLog, clock: Clock) -> NDArray[np.float64]:
    """How long a stay on each step usually lasts, in working seconds; shape (activities,)."""
    if not filtered.row.is_own:
        return median_stays(usual_step_durations(filtered, clock).stay)
    stays = np.full(len(filtered.whole.activities), np.nan)
    if not has_live_version():
        return stays
    plan, usual = outline(live_version_id()), usual_times(clock.day_s)
    codes = {name: code for code, name in enumerate(filtered.whole.activities)}
    for name, step in live_step_names(plan, the_company().language).items():
        time = usual.of(plan, step)
        if time is not None and name in codes:
            stays[codes[name]] = time.seconds
    return stays


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
