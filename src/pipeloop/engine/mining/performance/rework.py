"""What is done again, where cases go back, and what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.evidence.shares import share
from pipeloop.engine.mining.discovery.pairs import WIDEST, Counts, step_pairs, united


@dataclass(frozen=True)
class Returns:
    """Ways back: from a step to one that the case had met before.

    Args:
        width: how many steps there are.
        pair: code of the step left times `width` plus that of the step returned to, rising;
            shape (pairs,).
        count: how often; shape (pairs,).
        cases: in how many cases; shape (pairs,).
    """

    width: int
    pair: Counts
    count: Counts
    cases: Counts

    @property
    def source(self) -> Counts:
        """The step that each way leads from."""
        return self.pair // self.width

    @property
    def target(self) -> Counts:
        """The step that each way leads back to."""
        return self.pair % self.width

    def __add__(self, other: Returns) -> Returns:
        """The ways back of both logs together; they must share no case."""
        pair, (mine, others) = united(self.pair, other.pair)
        sums = np.zeros((2, len(pair)), np.int64)
        sums[:, mine] += (self.count, self.cases)
        sums[:, others] += (other.count, other.cases)
        return Returns(self.width, pair, *sums)


@dataclass(frozen=True)
class Rework:
    """Steps that come again in a case, by code; each array of shape (activities,).

    Args:
        cases: cases that have the step.
        again, again_cases: how often it comes once more, and in how many cases.
        at_once, at_once_cases: the same, right after itself.
        returned, returned_cases: the same, after other steps: the case went back.
        back: from which steps.
    """

    cases: Counts
    again: Counts
    again_cases: Counts
    at_once: Counts
    at_once_cases: Counts
    returned: Counts
    returned_cases: Counts
    back: Returns

    @property
    def loop_share(self) -> NDArray[np.float64]:
        """The share of the cases of each step that went back to it; not a number for no case."""
        return share(self.returned_cases, self.cases)

    def __add__(self, other: Rework) -> Rework:
        """The summary of both logs together; they must share no case."""
        return Rework(
            self.cases + other.cases,
            self.again + other.again,
            self.again_cases + other.again_cases,
            self.at_once + other.at_once,
            self.at_once_cases + other.at_once_cases,
            self.returned + other.returned,
            self.returned_cases + other.returned_cases,
            self.back + other.back,
        )


@dataclass(frozen=True)
class Skips:
    """Steps of an order that cases went past, by place in it; each of shape (order,).

    Args:
        past: cases that met the step or one behind it.
        skipped: those of them that met one behind it first.
    """

    past: Counts
    skipped: Counts

    @property
    def share(self) -> NDArray[np.float64]:
        """The share of those that came so far; not a number where none did."""
        return share(self.skipped, self.past)

    def __add__(self, other: Skips) -> Skips:
        """The skips of both logs together; they must share no case."""
        return Skips(self.past + other.past, self.skipped + other.skipped)


def rework(log: EventLog) -> Rework:
    """Which steps come again, and from where cases go back to them."""
    return reduce(add, on_each_core(_summary, log))


def skips(log: EventLog, order: Sequence[int]) -> Skips:
    """Which steps of an order cases leave out when they go on to a later one.

    Whoever goes back for a step after all has skipped it nonetheless.

    Args:
        order: codes of steps; others count for nothing.

    Raises:
        ValueError: a step comes twice in the order.
    """
    if len(set(order)) < len(order):
        raise ValueError("a step comes twice in the order")
    place = np.full(len(log.activities), -1)
    place[list(order)] = np.arange(len(order))
    parts = on_each_core(
        lambda part: Skips(*_skip(part.low, part.high, part.activity, place, len(order))), log
    )
    return reduce(add, parts)


def _summary(log: EventLog) -> Rework:
    width, pair = len(log.activities), step_pairs(log).pair
    number = np.zeros(width * width if width <= WIDEST else 0, np.uint32)
    if len(number):
        number[pair] = np.arange(len(pair))
    counts, back = _again(log.low, log.high, log.activity, width, pair, number)
    met = back[0] > 0
    cases, again, again_cases, at_once, at_once_cases, returned, returned_cases = counts
    return Rework(
        cases,
        again,
        again_cases,
        at_once,
        at_once_cases,
        returned,
        returned_cases,
        Returns(width, pair[met], back[0, met], back[1, met]),
    )


@kernel
def _again(
    low: Counts,
    high: Counts,
    code: Integers,
    width: int,
    pair: Counts,
    number: NDArray[np.uint32],
) -> tuple[Any, ...]:
    """What `Rework` tells of each step, and how often and in how many cases each pair goes back.

    `number` is the row of each pair; empty when there are too many steps for such a table.
    """
    counts = np.zeros((7, width), np.int64)
    # The last case that a step was met in, came again in, right after itself and after others.
    seen = np.full((4, width), -1, np.int64)
    back, seen_back = np.zeros((2, len(pair)), np.int64), np.full(len(pair), -1, np.int64)
    for case in range(len(low)):
        before = np.int64(-1)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            here = np.int64(code[event])
            if seen[0, here] != case:
                seen[0, here] = case
                counts[0, here] += 1
            else:
                kind = 2 if before == here else 3
                for at in (1, kind):
                    counts[2 * at - 1, here] += 1
                    counts[2 * at, here] += seen[at, here] != case
                    seen[at, here] = case
                if kind == 3:
                    way = before * width + here
                    row = number[way] if len(number) else np.searchsorted(pair, way)
                    back[0, row] += 1
                    back[1, row] += seen_back[row] != case
                    seen_back[row] = case
            before = here
    return counts, back


@kernel
def _skip(
    low: Counts, high: Counts, code: Integers, place: Counts, places: int
) -> tuple[Counts, Counts]:
    past, skipped = np.zeros(places, np.int64), np.zeros(places, np.int64)
    for case in range(len(low)):
        furthest = -1
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            here = place[np.uint64(code[event])]
            if here > furthest:
                past[furthest + 1 : here + 1] += 1
                skipped[furthest + 1 : here] += 1
                furthest = here
    return past, skipped
