"""Rework: steps that are done again, where cases go back, and steps that they skip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.evidence.shares import share
from pipeloop.engine.mining.discovery.pairs import WIDEST, Counts, step_pairs, united


@dataclass(frozen=True)
class Returns:
    """Returns: from a step to an earlier one of the case.

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
        """The step that each return leads from."""
        return self.pair // self.width

    @property
    def target(self) -> Counts:
        """The step that each return leads back to."""
        return self.pair % self.width

    def __add__(self, other: Returns) -> Returns:
        """The returns of both logs together; they must share no case."""
        pair, (own, others) = united(self.pair, other.pair)
        count, cases = np.zeros(len(pair), np.int64), np.zeros(len(pair), np.int64)
        count[own] += self.count
        count[others] += other.count
        cases[own] += self.cases
        cases[others] += other.cases
        return Returns(self.width, pair, count, cases)


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
    """Steps of an order that cases skipped, by place in it; each of shape (order,).

    Args:
        past: cases that came to the step or to a later one.
        skipped: those of them that came to a later one first.
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

    A case that goes back for a step later has skipped it nonetheless.

    Args:
        order: codes of steps; others count for nothing.

    Raises:
        ValueError: a step comes twice in the order.
    """
    if len(set(order)) < len(order):
        raise ValueError("a step comes twice in the order")
    place_of = np.full(len(log.activities), -1)
    place_of[list(order)] = np.arange(len(order))

    def counted(part: EventLog) -> Skips:
        return Skips(*_count_skips(part.low, part.high, part.activity, place_of, len(order)))

    return reduce(add, on_each_core(counted, log))


class _StepCounts(NamedTuple):
    """As in `Rework`, each of shape (activities,)."""

    cases: Counts
    again: Counts
    again_cases: Counts
    at_once: Counts
    at_once_cases: Counts
    returned: Counts
    returned_cases: Counts


class _PairCounts(NamedTuple):
    """How often each pair of steps is a return, and in how many cases; each of shape (pairs,)."""

    counts: Counts
    cases: Counts


class _Counts(NamedTuple):
    """What the kernel counts."""

    steps: _StepCounts
    returns: _PairCounts


def _summary(log: EventLog) -> Rework:
    width, pair = len(log.activities), step_pairs(log).pair
    row_of_pair = np.zeros(width * width if width <= WIDEST else 0, np.uint32)
    if len(row_of_pair):
        row_of_pair[pair] = np.arange(len(pair))
    steps, returns = _count_rework(log.low, log.high, log.activity, width, pair, row_of_pair)
    is_return = returns.counts > 0
    back = Returns(width, pair[is_return], returns.counts[is_return], returns.cases[is_return])
    return Rework(**steps._asdict(), back=back)


@kernel
def _count_rework(
    low: Counts,
    high: Counts,
    code: Integers,
    width: int,
    pair: Counts,
    row_of_pair: NDArray[np.uint32],
) -> _Counts:
    """Repetitions of each step, and returns by pair.

    Args:
        row_of_pair: empty when there are too many steps for such a table; (width * width,).
    """
    counts = np.zeros((7, width), np.int64)
    cases, again, again_cases, at_once, at_once_cases, returned, returned_cases = counts
    # The last case of each step, the last one with it again, at once again, and returned to.
    last_case = np.full((4, width), -1, np.int64)
    in_case, again_in, at_once_in, returned_in = last_case
    returns, return_cases = np.zeros(len(pair), np.int64), np.zeros(len(pair), np.int64)
    return_in = np.full(len(pair), -1, np.int64)
    for case in range(len(low)):
        source = np.int64(-1)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            step = np.int64(code[event])
            if in_case[step] != case:
                in_case[step] = case
                cases[step] += 1
            else:
                again[step] += 1
                again_cases[step] += again_in[step] != case
                again_in[step] = case
                if source == step:
                    at_once[step] += 1
                    at_once_cases[step] += at_once_in[step] != case
                    at_once_in[step] = case
                else:
                    returned[step] += 1
                    returned_cases[step] += returned_in[step] != case
                    returned_in[step] = case
                    edge = source * width + step
                    row = row_of_pair[edge] if len(row_of_pair) else np.searchsorted(pair, edge)
                    returns[row] += 1
                    return_cases[row] += return_in[row] != case
                    return_in[row] = case
            source = step
    steps = _StepCounts(cases, again, again_cases, at_once, at_once_cases, returned, returned_cases)
    return _Counts(steps, _PairCounts(returns, return_cases))


class _SkipCounts(NamedTuple):
    """As in `Skips`."""

    past: Counts
    skipped: Counts


@kernel
def _count_skips(
    low: Counts, high: Counts, code: Integers, place_of: Counts, places: int
) -> _SkipCounts:
    past, skipped = np.zeros(places, np.int64), np.zeros(places, np.int64)
    for case in range(len(low)):
        furthest = -1
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            place = place_of[np.uint64(code[event])]
            if place > furthest:
                past[furthest + 1 : place + 1] += 1
                skipped[furthest + 1 : place] += 1
                furthest = place
    return _SkipCounts(past, skipped)
