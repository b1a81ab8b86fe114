"""Which deals of a log are closed, and which steps end them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.histogram import BUCKETS, DurationHistogram
from pipeloop.engine.mining.performance.steps import Steps
from pipeloop.formats.columns import guess_outcome
from pipeloop.history.domain.outcomes import ENDS, outcomes
from pipeloop.history.queries.clock import CALENDAR, now_in
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.step_durations import usual_step_durations
from pipeloop.history.words import Outcome

# Where a log does not say how deals end: a step ends deals if this share of them goes no further.
FINAL_SHARE = 0.5
# And a deal is closed after a silence that no more than this share of moves ever followed.
RARE_SHARE = 0.001
# A step ends deals as won or lost if this share of its deals, and this many, ended so there.
SURE_SHARE, SURE_DEALS = 0.9, 5
WON, LOST = (ENDS.index(end) for end in (Outcome.WON, Outcome.LOST))
_CODES = {"": 0, "won": WON, "lost": LOST}


@dataclass(frozen=True, slots=True)
class Closed:
    """Which of the filtered deals are closed.

    Args:
        mask: shape (cases,).
        is_recorded: whether the log itself says how deals ended.
        guessed: where it does not, the steps that are taken for an end.
        silent_s: where it does not, the seconds of silence after which a deal is taken as
            closed; None where there are too few moves to know.
    """

    mask: NDArray[np.bool_]
    is_recorded: bool
    guessed: tuple[str, ...] = ()
    silent_s: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is any sign of how deals end."""
        return self.is_recorded or bool(self.guessed) or self.silent_s is not None


def closed_of(filtered: FilteredLog) -> Closed:
    """Which of the filtered deals are closed: as the log says, or else by where they stopped."""
    has_outcomes = filtered.cached_whole(("has outcomes",), lambda log: bool(outcomes(log).any()))
    if has_outcomes or filtered.row.is_own:
        return filtered.cached(("closed",), lambda log: Closed(outcomes(log) > 0, is_recorded=True))
    usual, until = usual_step_durations(filtered, CALENDAR), now_in(filtered)
    return filtered.cached(("closed",), lambda log: _guess_closed(log, usual, until))


def _guess_closed(log: EventLog, usual: Steps, until: int) -> Closed:
    """Closed by a step from which few went on, or by a silence after which hardly any did."""
    final = np.flatnonzero(
        (usual.events >= SMALLEST_SAMPLE) & (usual.last >= FINAL_SHARE * usual.events)
    )
    times = usual.stay.histogram
    stays = DurationHistogram.summed(1, times.cell % BUCKETS, times.count)
    silent = (
        float(stays.quantile(1 - RARE_SHARE)[0]) if stays.totals()[0] >= 1 / RARE_SHARE else None
    )
    mask, has_events = np.zeros(log.case_count, np.bool_), log.high > log.low
    last = log.high[has_events] - 1
    mask[has_events] = np.isin(log.activity[last], final)
    if silent is not None:
        mask[has_events] |= until - log.time[last] > silent
    names = tuple(log.activities[code] for code in final)
    return Closed(mask, is_recorded=False, guessed=names, silent_s=silent)


def ends_of(filtered: FilteredLog) -> NDArray[np.int64]:
    """What each step of the log ends deals as, by its code: 0, `WON` or `LOST`."""
    usual = usual_step_durations(filtered, CALENDAR)
    return filtered.cached_whole(("ends",), lambda log: _ends(log, usual))


def _ends(log: EventLog, usual: Steps) -> NDArray[np.int64]:
    """As the names of the steps say, or as nearly all deals ended that came there."""
    named = np.array([_CODES[guess_outcome(name)] for name in log.activities], np.int64)
    has_events, width = log.high > log.low, len(log.activities)
    last = log.activity[log.high[has_events] - 1].astype(np.int64)
    cells = last * 3 + outcomes(log)[has_events]
    counts = np.bincount(cells, minlength=3 * width).reshape(width, 3)
    is_sure = counts >= SURE_SHARE * np.maximum(usual.events, SURE_DEALS)[:, None]
    guessed = np.where(is_sure[:, WON], WON, np.where(is_sure[:, LOST], LOST, 0))
    return np.where(named > 0, named, guessed)
