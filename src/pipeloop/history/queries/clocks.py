"""How durations of a log are counted, when its "now" is, and which of its deals are closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from pipeloop.company.queries.working_time import working_times
from pipeloop.core.clock import now
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.case_arrays import last_second
from pipeloop.engine.mining.discovery.step_order import usual_order
from pipeloop.engine.mining.histogram import BUCKETS, DurationHistogram
from pipeloop.engine.mining.performance.steps import Steps, steps
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from pipeloop.formats.columns import guess_outcome
from pipeloop.history.domain.filtering import DAY_S, ENDS, CaseFilter, outcomes
from pipeloop.history.queries.slices import Slice
from pipeloop.history.words import Outcome

# Below so many deals a share or a time is chance, and is not told (reference: at least 15).
LEAST = 15
# Where a log does not tell how deals end: a step from which so many go no further ends them.
MOSTLY = 0.5
# And such a silence, after which no more than this part of moves came, closes a deal as well.
RARELY = 0.001
# A step where such a part of deals ended in one way, and so many at least, is that end.
NEARLY_ALL, SOME = 0.9, 5
WON, LOST = (ENDS.index(end) for end in (Outcome.WON, Outcome.LOST))
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

    def of(self, part: Slice) -> EventLog:
        """The chosen deals in these seconds; all are converted once, whichever are chosen."""
        work = self.work
        if work is None:
            return part.deals
        whole = part.of_whole(f"log {self.key}", lambda log: in_working_time(log, work))
        chosen = part.deals
        return replace(whole, low=chosen.low, high=chosen.high, cases=chosen.cases)

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
        is_told: whether the log tells how deals ended.
        guessed: where it does not, the steps that were taken for an end.
        silent_s: where it does not, after so many seconds of silence a deal was taken as
            closed; None where too little is seen for that.
    """

    mask: NDArray[np.bool_]
    is_told: bool
    guessed: tuple[str, ...] = ()
    silent_s: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is any sign of how deals end."""
        return self.is_told or bool(self.guessed) or self.silent_s is not None


def closed_of(part: Slice) -> Closed:
    """Which of the chosen deals are closed: as the log tells, or else by where they stopped."""
    if part.of_whole("tells ends", lambda log: bool(outcomes(log).any())) or part.row.is_own:
        return part.remembered("closed", lambda log: Closed(outcomes(log) > 0, is_told=True))
    usual, until = usual_steps(part, Clock()), now_in(part)
    return part.remembered("closed", lambda log: _guessed(log, usual, until))


def _guessed(log: EventLog, usual: Steps, until: int) -> Closed:
    """Closed by a step from which few went on, or by a silence after which hardly any did."""
    final = np.flatnonzero((usual.events >= LEAST) & (usual.last >= MOSTLY * usual.events))
    stays = DurationHistogram.summed(
        1, usual.stay.histogram.cell % BUCKETS, usual.stay.histogram.count
    )
    silent = float(stays.quantile(1 - RARELY)[0]) if stays.totals()[0] >= 1 / RARELY else None
    mask, some = np.zeros(log.case_count, np.bool_), log.high > log.low
    last = log.high[some] - 1
    mask[some] = np.isin(log.activity[last], final)
    if silent is not None:
        mask[some] |= until - log.time[last] > silent
    names = tuple(log.activities[code] for code in final)
    return Closed(mask, is_told=False, guessed=names, silent_s=silent)


def order_of(part: Slice) -> tuple[int, ...]:
    """Codes of the steps of the chosen deals in their usual order, without those that end them."""
    ends = ends_of(part)
    order = part.remembered("usual order", usual_order)
    return tuple(code for code in order.tolist() if not ends[code])


def order_to_won(part: Slice) -> tuple[int, ...]:
    """The same with those by which deals are won: what a funnel leads to."""
    ends = ends_of(part)
    order = part.remembered("usual order", usual_order)
    return tuple(code for code in order.tolist() if ends[code] != LOST)


def ends_of(part: Slice) -> NDArray[np.int64]:
    """What each step of the log ends deals as, by its code: 0, `WON` or `LOST`."""
    usual = usual_steps(part, Clock())
    return part.of_whole("ends", lambda log: _ends(log, usual))


def _ends(log: EventLog, usual: Steps) -> NDArray[np.int64]:
    """As their names say, or as nearly all of the deals ended that came there."""
    named = [_NAMED[guess_outcome(name)] for name in log.activities]
    some, width = log.high > log.low, len(log.activities)
    last = log.activity[log.high[some] - 1].astype(np.int64)
    counts = np.bincount(last * 3 + outcomes(log)[some], minlength=3 * width).reshape(width, 3)
    sure = counts >= NEARLY_ALL * np.maximum(usual.events, SOME)[:, None]
    found = np.where(sure[:, WON], WON, np.where(sure[:, LOST], LOST, 0))
    return np.where(np.array(named) > 0, named, found)


_NAMED = {"": 0, "won": WON, "lost": LOST}


def steps_of(part: Slice, clock: Clock) -> Steps:
    """How long each step of the chosen deals takes."""
    return part.remembered(f"steps {clock.key}", lambda _log: steps(clock.of(part)))


def usual_steps(part: Slice, clock: Clock) -> Steps:
    """The same of all deals: what others are held against, whichever are chosen."""
    everything = replace(part, choice=CaseFilter(), deals=part.whole)
    return steps_of(everything, clock)
