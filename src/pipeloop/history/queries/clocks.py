"""How durations of a log are counted, when its "now" is, and which of its deals are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from pipeloop.company.hours import working_times
from pipeloop.core.clock import now
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.bycase import last_second
from pipeloop.engine.mining.order import usual_order
from pipeloop.engine.mining.steps import Steps, steps
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from pipeloop.formats.columns import guess_outcome
from pipeloop.history.choosing import DAY_S, outcomes
from pipeloop.history.queries.slices import Slice

# Below so many deals a share or a time is chance, and is not told (reference: at least 15).
LEAST = 15
# Where a log does not tell how deals end: a step from which so many go no further ends them.
MOSTLY = 0.5
# The company's own deals go on standing while nothing happens; so often that is looked at anew.
FRESH_S = 600


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts durations as they pass, or in hours of work."""

    work: WorkTime | None = None

    @property
    def day_s(self) -> int:
        """Seconds of a day."""
        return self.work.day_s if self.work else DAY_S

    @property
    def key(self) -> str:
        """Tells it from another: calendars in use are kept, so each is alone at its place."""
        return f"work {id(self.work)}" if self.work else "calendar"

    def of(self, log: EventLog) -> EventLog:
        """The log in these seconds."""
        return in_working_time(log, self.work) if self.work else log

    def at(self, log: EventLog, second: int) -> int:
        """A second of the log, in these."""
        if not self.work:
            return second
        begin, end = (datetime.fromtimestamp(log.start + s, UTC) for s in (0, second))
        return self.work.between(begin, end)


def clock_of(name: str) -> Clock:
    """The clock of an address: "work" counts by the company's calendar, in two statements."""
    return Clock(working_times().company if name == "work" else None)


def now_in(part: Slice) -> int:
    """Until when the deals of a log are seen, in its seconds: its last event, or now."""
    if part.row.is_own:
        return int(now().timestamp()) // FRESH_S * FRESH_S - part.whole.start
    return part.of_whole("last second", last_second)


@dataclass(frozen=True, slots=True)
class Closed:
    """Which of the chosen deals are closed.

    Args:
        mask: shape (cases,).
        guessed: the steps that were taken for an end, where the log does not tell how deals
            end; empty where it does.
        is_known: whether there is any sign of how deals end.
    """

    mask: NDArray[np.bool_]
    guessed: tuple[str, ...]
    is_known: bool


def closed_of(part: Slice) -> Closed:
    """Which of the chosen deals are closed: as the log tells, or else by where they stopped."""
    final = part.of_whole("final steps", _final_steps)
    return part.remembered("closed", lambda log: _closed(log, final))


def _final_steps(log: EventLog) -> NDArray[np.int64] | None:
    """Codes of the steps that end deals; None where the log tells how they ended."""
    if outcomes(log).any():
        return None
    found = steps(log)
    return np.flatnonzero((found.events >= LEAST) & (found.last >= MOSTLY * found.events))


def _closed(log: EventLog, final: NDArray[np.int64] | None) -> Closed:
    if final is None:
        return Closed(outcomes(log) > 0, (), is_known=True)
    mask, some = np.zeros(log.case_count, np.bool_), log.high > log.low
    mask[some] = np.isin(log.activity[log.high[some] - 1], final)
    return Closed(mask, tuple(log.activities[code] for code in final), is_known=len(final) > 0)


def order_of(part: Slice) -> tuple[int, ...]:
    """Codes of the steps of the chosen deals in their usual order, without those that end them."""
    return part.remembered("usual order", lambda log: _order(log, ("won", "lost")))


def order_to_won(part: Slice) -> tuple[int, ...]:
    """The same with those by which deals are won: what a funnel leads to."""
    return part.remembered("order to won", lambda log: _order(log, ("lost",)))


def _order(log: EventLog, ends: tuple[str, ...]) -> tuple[int, ...]:
    names = log.activities
    return tuple(
        code for code in usual_order(log).tolist() if guess_outcome(names[code]) not in ends
    )


def steps_of(part: Slice, clock: Clock) -> Steps:
    """How long each step of the chosen deals takes."""
    return part.remembered(f"steps {clock.key}", lambda log: steps(clock.of(log)))


def usual_steps(part: Slice, clock: Clock) -> Steps:
    """The same of all deals: what others are held against, whichever are chosen."""
    return part.of_whole(f"steps {clock.key}", lambda log: steps(clock.of(log)))
