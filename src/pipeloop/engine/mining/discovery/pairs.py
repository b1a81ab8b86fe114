"""What comes right after what, counted: the map without its times, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core

Counts = NDArray[np.int64]
# With more codes than this, a table of all pairs would hold little but zeros.
WIDEST = 2_000


@dataclass(frozen=True)
class Pairs:
    """How often one code comes right after another in a case.

    Args:
        width: how many codes there are.
        pair: first code times `width` plus second code, rising; shape (pairs,).
        count: how often; shape (pairs,).
        first, last: cases that begin and end with each code; shape (width,).
    """

    width: int
    pair: Counts
    count: Counts
    first: Counts
    last: Counts

    @property
    def source(self) -> Counts:
        """The first code of each pair."""
        return self.pair // self.width

    @property
    def target(self) -> Counts:
        """The second code of each pair."""
        return self.pair % self.width

    @property
    def events(self) -> Counts:
        """Events of each code, shape (width,): each is followed by another, or is the last."""
        followed = np.bincount(self.source, self.count, self.width)
        return followed.astype(np.int64) + self.last

    def place(self, source: int, target: int) -> int:
        """Where a pair is among the pairs; -1 when it never comes."""
        pair = source * self.width + target
        place = int(np.searchsorted(self.pair, pair))
        return place if place < len(self.pair) and self.pair[place] == pair else -1

    def __add__(self, other: Pairs) -> Pairs:
        """The summary of both logs together; they must share no case."""
        pair, (own, others) = united(self.pair, other.pair)
        count = np.zeros(len(pair), np.int64)
        count[own] += self.count
        count[others] += other.count
        return Pairs(self.width, pair, count, self.first + other.first, self.last + other.last)


def united(*pairs: Counts) -> tuple[Counts, list[NDArray[np.intp]]]:
    """All pairs of several summaries, rising, and where those of each are among them."""
    union = np.unique(np.concatenate(pairs))
    return union, [np.searchsorted(union, pair) for pair in pairs]


def step_pairs(log: EventLog) -> Pairs:
    """Which step comes after which, and how often."""
    return count_pairs(log, log.activity, len(log.activities))


def count_pairs(log: EventLog, code: Integers, width: int) -> Pairs:
    """Pairs of neighbouring codes in each case.

    Args:
        code: one for each event of the log's columns, below `width`; shape (events,).
    """
    return reduce(add, on_each_core(lambda part: _counted(part, code, width), log))


def _counted(log: EventLog, code: Integers, width: int) -> Pairs:
    ends = case_ends(log.low, log.high, code, width)
    if width > WIDEST:
        pair, count = np.unique(flat_pairs(log, code, width), return_counts=True)
    else:
        counts = _count(log.low, log.high, code, width)
        pair = np.flatnonzero(counts)
        count = counts[pair]
    return Pairs(width, pair, count, ends.first, ends.last)


def flat_pairs(log: EventLog, code: Integers, width: int) -> Counts:
    """The pair that each event but the first of a case makes with the one before it."""
    event = inner_events(log.low, log.high)
    return code[event - 1].astype(np.int64) * width + code[event]


class CaseEnds(NamedTuple):
    """Cases that begin and end with each code; each of shape (width,)."""

    first: Counts
    last: Counts


@kernel
def inner_events(low: Counts, high: Counts) -> Counts:
    """Numbers of all events but the first of each case."""
    events = np.empty(max(0, (high - low).sum()), np.int64)
    count = 0
    for case in range(len(low)):
        for event in range(low[case] + 1, high[case]):
            events[count] = event
            count += 1
    return events[:count].copy()


@kernel
def case_ends(low: Counts, high: Counts, code: Integers, width: int) -> CaseEnds:
    """Cases that begin and end with each code."""
    first, last = np.zeros(width, np.int64), np.zeros(width, np.int64)
    for case in range(len(low)):
        if low[case] < high[case]:
            first[code[low[case]]] += 1
            last[code[high[case] - 1]] += 1
    return CaseEnds(first, last)


@kernel
def _count(low: Counts, high: Counts, code: Integers, width: int) -> Counts:
    # Unsigned numbers are never counted from the end of an array: that check is saved. Two
    # tables in turn, as a counter that was just written cannot be read at once.
    odd, even = np.zeros(width * width, np.uint32), np.zeros(width * width, np.uint32)
    one, codes = np.uint64(1), np.uint64(width)
    for case in range(len(low)):
        event, end = np.uint64(low[case]) + one, np.uint64(high[case])
        while event + one < end:
            source, target = np.uint64(code[event - one]), np.uint64(code[event])
            odd[source * codes + target] += np.uint32(1)
            even[target * codes + np.uint64(code[event + one])] += np.uint32(1)
            event += np.uint64(2)
        if event < end:
            source, target = np.uint64(code[event - one]), np.uint64(code[event])
            odd[source * codes + target] += np.uint32(1)
    return odd.astype(np.int64) + even
