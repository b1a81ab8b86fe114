"""In which order the steps of a log are usually done, and how many deals go on from each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.sharing import on_each_core

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Passing:
    """How many cases come to each step, and how many go on from there.

    Args:
        reached: cases that were at the step, shape (activities,).
        went_on: those of them that were at a later step of the order too.
    """

    reached: Counts
    went_on: Counts

    def __add__(self, other: Passing) -> Passing:
        """Of both logs together; they must share no case."""
        return Passing(self.reached + other.reached, self.went_on + other.went_on)

    @property
    def share(self) -> NDArray[np.float64]:
        """The share that goes on; not a number for a step that no case comes to."""
        with np.errstate(invalid="ignore"):
            return self.went_on / self.reached


@dataclass(frozen=True)
class Places:
    """How far through its cases each step first comes.

    Args:
        far: from 0 for the first event of a case up to 1, summed; shape (activities,).
        cases: in how many cases it comes, shape (activities,).
    """

    far: NDArray[np.float64]
    cases: Counts

    def __add__(self, other: Places) -> Places:
        """Of both logs together; they must share no case."""
        return Places(self.far + other.far, self.cases + other.cases)

    @property
    def order(self) -> Counts:
        """Codes of the steps that occur, the one that comes first on average first.

        Of two that come as far, the more frequent is first.
        """
        met = np.flatnonzero(self.cases)
        # Rounded, as sums of parts of a log differ in their last digits.
        mean = (self.far[met] / self.cases[met]).round(9)
        return met[np.lexsort((met, -self.cases[met], mean))]


def places(log: EventLog) -> Places:
    """How far through its cases each step of a log first comes."""
    parts = on_each_core(
        lambda part: Places(*_places(part.low, part.high, part.activity, len(log.activities))),
        log,
    )
    return sum(parts[1:], parts[0])


def usual_order(log: EventLog) -> Counts:
    """Codes of the steps that occur, in the order in which deals usually come to them."""
    return places(log).order


def passing(log: EventLog, order: Counts) -> Passing:
    """How many cases go on from each step to a later one.

    Args:
        order: codes of steps; one that is not among them is none to go on to.
    """
    rank = np.full(len(log.activities), -1, np.int64)
    rank[order] = np.arange(len(order))
    parts = on_each_core(
        lambda part: Passing(*_passing(part.low, part.high, part.activity, rank)), log
    )
    return sum(parts[1:], parts[0])


@kernel
def _places(low: Counts, high: Counts, code: Integers, width: int) -> tuple[Any, Counts]:
    """How far through its cases each step first comes, summed, and in how many it does."""
    far, cases = np.zeros(width, np.float64), np.zeros(width, np.int64)
    seen = np.full(width, -1, np.int64)
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            step = code[event]
            if seen[step] != case:
                seen[step] = case
                far[step] += (event - low[case]) / (high[case] - low[case])
                cases[step] += 1
    return far, cases


@kernel
def _passing(low: Counts, high: Counts, code: Integers, rank: Counts) -> tuple[Counts, Counts]:
    reached, went_on = np.zeros(len(rank), np.int64), np.zeros(len(rank), np.int64)
    seen = np.full(len(rank), -1, np.int64)
    for case in range(len(low)):
        furthest = -1
        for event in range(low[case], high[case]):
            furthest = max(furthest, rank[code[event]])
        for event in range(low[case], high[case]):
            step = code[event]
            if seen[step] != case:
                seen[step] = case
                reached[step] += 1
                went_on[step] += rank[step] < furthest
    return reached, went_on
