"""The funnel: how many cases come how far, how fast, and how many of the open ones will.

A case has reached a stage when it has one of its steps, or one of a later stage: whoever signs
has passed the offer, whether that is recorded or not. So a stage has at most as many cases as
the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.evidence.shares import share, wilson
from pipeloop.engine.evidence.survival import Curve, incidence
from pipeloop.engine.mining.case_arrays import by_place
from pipeloop.engine.mining.durations import Counts, Numbers, Times, buckets_of
from pipeloop.engine.mining.histogram import BUCKETS, DurationHistogram, midpoints
from pipeloop.engine.mining.performance.stages import StageTimes, stage_of_step, sum_stages

_MIDPOINTS = midpoints(BUCKETS)


class Shares(NamedTuple):
    """Shares and their 95 % confidence intervals; each of shape (cohorts, stages)."""

    share: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True)
class Funnel:
    """How far cases come, by cohort and stage; all times are seconds of the log.

    A row of the times is one cohort and one stage, those of the first cohort first.

    Args:
        reached: cases that reached each stage or a later one; shape (cohorts, stages).
        skipped: those of them that went on to a later stage without a step of this one;
            shape (cohorts, stages).
        passed: from the first step of a stage to the first of any later one.
        lost: the same to the last event of a case that ended there.
        open: the same to now, of a case that is still there.
    """

    reached: Counts
    skipped: Counts
    passed: Times
    lost: Times
    open: Times

    def __add__(self, other: Funnel) -> Funnel:
        """The funnel of both logs together; they must share no case."""
        return Funnel(
            self.reached + other.reached,
            self.skipped + other.skipped,
            self.passed + other.passed,
            self.lost + other.lost,
            self.open + other.open,
        )

    def all_cohorts(self) -> Funnel:
        """All cohorts as one."""
        stages = self.reached.shape[1]
        return Funnel(
            self.reached.sum(axis=0, keepdims=True),
            self.skipped.sum(axis=0, keepdims=True),
            *(_sum_cohorts(times, stages) for times in (self.passed, self.lost, self.open)),
        )

    def of_previous(self) -> Shares:
        """Shares of those that reached the stage before; none for the first. Wilson's interval.

        Cases still open count as not having come further: what they may yet, see
        `eventual_shares`.
        """
        before = np.concatenate((np.zeros_like(self.reached[:, :1]), self.reached[:, :-1]), axis=1)
        return _shares(np.minimum(self.reached, before), before)

    def of_first(self) -> Shares:
        """Shares of those that reached the first stage. Wilson's interval."""
        return _shares(self.reached, np.broadcast_to(self.reached[:, :1], self.reached.shape))

    def curve(self, cohort: int, stage: int) -> Curve:
        """The share that has passed to the next stage, by seconds since it reached this one.

        By cumulative incidence, see `incidence`: cases that ended here never pass; of those
        still open it is only known that they have not passed yet. Cases that skipped the stage
        passed it at once.
        """
        row = cohort * self.reached.shape[1] + stage
        passed, lost, still_open = (
            _row(times.histogram, row) for times in (self.passed, self.lost, self.open)
        )
        passed[0] += self.skipped[cohort, stage]
        filled = np.flatnonzero(passed + lost + still_open)
        return incidence(_MIDPOINTS[filled], passed[filled], lost[filled], still_open[filled])

    def eventual_shares(self) -> Shares:
        """The share of each stage that passes to the next in the end, as far as is seen.

        The last point of each `curve`; not a number for the last stage, and where no case came.
        Shares of none or all have no interval; where no case is open, `of_previous` has one.
        """
        shares = Shares(*np.full((3, *self.reached.shape), np.nan))
        for cohort, stage in np.argwhere(self.reached[:, :-1]):
            curve = self.curve(cohort, stage)
            shares.share[cohort, stage] = curve.share[-1]
            shares.low[cohort, stage] = curve.low[-1]
            shares.high[cohort, stage] = curve.high[-1]
        return shares

    def quantile_s(self, share: float) -> Numbers:
        """A quantile of the time to the next stage, of those that passed, within 1.6 %.

        Returns:
            Seconds, shape (cohorts, stages), without cases that skipped the stage.
        """
        return self.passed.quantile_s(share).reshape(self.reached.shape)


def funnel(
    log: EventLog,
    stages: Sequence[Sequence[int]],
    *,
    ended: NDArray[np.bool_],
    now: int,
    cohort: NDArray[np.int64] | None = None,
    cohorts: int = 1,
) -> Funnel:
    """How far the cases of a log come along some stages.

    Args:
        stages: codes of the steps of each stage, in order; other steps count for nothing.
        ended: whether each case is closed, well or badly; shape (cases,).
        now: until when open cases are seen, in seconds of the log: its end, or later.
        cohort: number of each case's cohort, -1 leaves it out; shape (cases,). See `arrivals`.
        cohorts: how many there are.

    Raises:
        ValueError: a step is in two stages, or there is not one value for each case.
    """
    stage_of = stage_of_step(len(log.activities), stages)
    cohort_of = by_place(log, np.zeros(log.case_count, np.int64) if cohort is None else cohort)
    is_closed = by_place(log, ended)
    return reduce(
        add,
        on_each_core(
            lambda part: _summary(
                part,
                stage_of,
                cohort_of[part.cases],
                is_closed[part.cases],
                (cohorts, len(stages)),
                now,
            ),
            log,
        ),
    )


def _summary(
    log: EventLog,
    stage_of: Counts,
    cohort: Counts,
    is_closed: NDArray[np.bool_],
    shape: tuple[int, int],
    now: int,
) -> Funnel:
    sums = sum_stages(
        log.low,
        log.high,
        log.activity,
        log.time,
        stage_of,
        cohort,
        is_closed,
        shape[1],
        shape[0] * shape[1],
        now,
        buckets_of(log),
    )
    return Funnel(
        sums.reached.reshape(shape),
        sums.skipped.reshape(shape),
        _times(sums.passed),
        _times(sums.lost),
        _times(sums.open),
    )


def _times(sums: StageTimes) -> Times:
    return Times.of(sums.seconds, sums.times)


def _sum_cohorts(times: Times, stages: int) -> Times:
    row, in_row = np.divmod(times.histogram.cell, BUCKETS)
    cell = row % stages * BUCKETS + in_row
    histogram = DurationHistogram.summed(stages, cell, times.histogram.count)
    return Times(times.seconds.reshape(-1, stages).sum(axis=0), histogram)


def _row(histogram: DurationHistogram, row: int) -> Counts:
    """Counts of one row by bucket."""
    low, high = np.searchsorted(histogram.cell, (row * BUCKETS, (row + 1) * BUCKETS))
    counts = np.zeros(BUCKETS, np.int64)
    counts[histogram.cell[low:high] - row * BUCKETS] = histogram.count[low:high]
    return counts


def _shares(cases: Counts, of_cases: Counts) -> Shares:
    low, high = wilson(cases, of_cases)
    return Shares(share(cases, of_cases), low, high)
