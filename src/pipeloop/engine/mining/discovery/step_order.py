"""In which order the steps of a log are usually done, and how many deals go on from each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.discovery.pairs import WIDEST, count_pairs

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class StepProgress:
    """How many cases come to each step, and how many go on from there.

    Args:
        reached: cases that were at the step, shape (activities,).
        went_on: those of them that were at a later step of the order too.
    """

    reached: Counts
    went_on: Counts

    def __add__(self, other: StepProgress) -> StepProgress:
        """Of both logs together; they must share no case."""
        return StepProgress(self.reached + other.reached, self.went_on + other.went_on)

    @property
    def share(self) -> NDArray[np.float64]:
        """The share that goes on; not a number for a step that no case comes to."""
        with np.errstate(invalid="ignore"):
            return self.went_on / self.reached


@dataclass(frozen=True)
class Precedence:
    """Which step first comes before which.

    Args:
        before: cases in which a step (row) first comes before another (column) does; on the
            diagonal, cases in which it comes at all. Shape (activities, activities).
    """

    before: Counts

    def __add__(self, other: Precedence) -> Precedence:
        """Of both logs together; they must share no case."""
        return Precedence(self.before + other.before)

    @property
    def order(self) -> Counts:
        """Codes of the steps that occur, in the order in which deals usually come to them.

        By the mean share of cases in which a step comes before another of the case (Borda); then
        neighbours change places as long as more cases have them in the other order.
        """
        cases = self.before.diagonal()
        steps = np.flatnonzero(cases)
        wins = self.before[np.ix_(steps, steps)].astype(np.float64)
        np.fill_diagonal(wins, 0)
        both = wins + wins.T
        share = np.divide(wins, both, out=np.full_like(wins, np.nan), where=both > 0)
        compared = (both > 0).sum(axis=1)
        score = np.nansum(share, axis=1) / np.maximum(compared, 1)
        order = np.lexsort((steps, -cases[steps], -score.round(9)))
        return steps[_swap_neighbours(order.tolist(), wins)]


def _swap_neighbours(order: list[int], wins: NDArray[np.float64]) -> list[int]:
    """The order after neighbours have changed places; a cycle of wins ends with the passes."""
    for _pass in range(len(order)):
        changed = False
        for place in range(len(order) - 1):
            first, second = order[place], order[place + 1]
            if wins[second, first] > wins[first, second]:
                order[place], order[place + 1], changed = second, first, True
        if not changed:
            break
    return order


def precedence(log: EventLog) -> Precedence:
    """Which step of a log first comes before which.

    Raises:
        ValueError: more than `WIDEST` steps, of which no table is made.
    """
    width = len(log.activities)
    if width > WIDEST:
        raise ValueError(f"{width} steps")
    parts = on_each_core(
        lambda part: Precedence(_before(part.low, part.high, part.activity, width)), log
    )
    return sum(parts[1:], parts[0])


def usual_order(log: EventLog) -> Counts:
    """Codes of the steps that occur, in the order in which deals usually come to them.

    Of a log of very many steps, by their frequency alone.
    """
    if len(log.activities) > WIDEST:
        counts = count_pairs(log, log.activity, len(log.activities)).events
        return np.argsort(-counts, kind="stable")[: int((counts > 0).sum())]
    return precedence(log).order


def step_progress(log: EventLog, order: Counts) -> StepProgress:
    """How many cases go on from each step to a later one.

    Args:
        order: codes of steps; one that is not among them is none to go on to.
    """
    rank = np.full(len(log.activities), -1, np.int64)
    rank[order] = np.arange(len(order))
    parts = on_each_core(
        lambda part: StepProgress(*_count_progress(part.low, part.high, part.activity, rank)), log
    )
    return sum(parts[1:], parts[0])


class _ProgressCounts(NamedTuple):
    """As in `StepProgress`."""

    reached: Counts
    went_on: Counts


@kernel
def _before(low: Counts, high: Counts, code: Integers, width: int) -> Counts:
    before = np.zeros((width, width), np.int64)
    last_case, steps = np.full(width, -1, np.int64), np.empty(width, np.int64)
    for case in range(len(low)):
        count = 0
        for event in range(low[case], high[case]):
            step = np.int64(code[event])
            if last_case[step] != case:
                last_case[step] = case
                for place in range(count):
                    before[steps[place], step] += 1
                before[step, step] += 1
                steps[count] = step
                count += 1
    return before


@kernel
def _count_progress(low: Counts, high: Counts, code: Integers, rank: Counts) -> _ProgressCounts:
    reached, went_on = np.zeros(len(rank), np.int64), np.zeros(len(rank), np.int64)
    last_case = np.full(len(rank), -1, np.int64)
    for case in range(len(low)):
        furthest = -1
        for event in range(low[case], high[case]):
            furthest = max(furthest, rank[code[event]])
        for event in range(low[case], high[case]):
            step = code[event]
            if last_case[step] != case:
                last_case[step] = case
                reached[step] += 1
                went_on[step] += rank[step] < furthest
    return _ProgressCounts(reached, went_on)
