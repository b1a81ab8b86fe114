"""What follows what: the process map, and hand-offs from person to person.

A directly-follows graph (van der Aalst, Process Mining, 2016, section 5.2) with counts and
times, made by two passes over the log: one counts pairs, one measures them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.sharing import on_each_core
from pipeloop.engine.mining import spread
from pipeloop.engine.mining.spread import bucket, buckets_for

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Follows:
    """How often, and after how long, one code comes right after another in a case.

    Args:
        width: how many codes there are.
        pair: first code times `width` plus second code, rising; shape (pairs,).
        count: how often; shape (pairs,).
        cases: in how many cases; shape (pairs,).
        seconds: time between the two, summed; shape (pairs,).
        times: its histogram, see `spread`; shape (pairs, buckets).
        at: events of each code; shape (width,).
        first, last: cases that begin and end with each code; shape (width,).
    """

    width: int
    pair: Counts
    count: Counts
    cases: Counts
    seconds: Counts
    times: Counts
    at: Counts
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
    def mean_s(self) -> NDArray[np.float64]:
        """Mean time between the two, in seconds; shape (pairs,)."""
        return self.seconds / self.count

    def quantile_s(self, share: float) -> NDArray[np.float64]:
        """A quantile of the time between the two, in seconds, within 1.6 %; shape (pairs,)."""
        return spread.quantile(self.times, share)

    def __add__(self, other: Follows) -> Follows:
        """The summary of both logs together; they must share no case."""
        pair = np.union1d(self.pair, other.pair)
        buckets = max(self.times.shape[1], other.times.shape[1])
        sums = _Sums(len(pair), buckets)
        for one in (self, other):
            sums.add(np.searchsorted(pair, one.pair), one)
        return Follows(
            self.width,
            pair,
            sums.count,
            sums.cases,
            sums.seconds,
            sums.times,
            self.at + other.at,
            self.first + other.first,
            self.last + other.last,
        )


class _Sums:
    def __init__(self, pairs: int, buckets: int) -> None:
        self.count, self.cases, self.seconds = (np.zeros(pairs, np.int64) for _column in range(3))
        self.times = np.zeros((pairs, buckets), np.int64)

    def add(self, places: NDArray[np.intp], one: Follows) -> None:
        self.count[places] += one.count
        self.cases[places] += one.cases
        self.seconds[places] += one.seconds
        self.times[places, : one.times.shape[1]] += one.times


def process_map(log: EventLog) -> Follows:
    """Which step comes after which, how often and after how long."""
    return _follows(log, log.activity, len(log.activities))


def handoffs(log: EventLog) -> Follows:
    """Who takes over from whom; whoever goes on alone is a pair of their own name twice."""
    return _follows(log, log.resource, len(log.resources))


def _follows(log: EventLog, code: Integers, width: int) -> Follows:
    parts = on_each_core(lambda part: _summary(part, code, width), log)
    return reduce(lambda one, other: one + other, parts)


def _summary(log: EventLog, code: Integers, width: int) -> Follows:
    found, at, first, last = _count(log.low, log.high, code, width)
    pair = np.flatnonzero(found)
    number = np.full(width * width, -1, np.int32)
    number[pair] = np.arange(len(pair))
    longest = _longest(log.low, log.high, log.time)
    seconds, cases, times = _measure(
        log.low, log.high, code, log.time, width, number, len(pair), buckets_for(longest)
    )
    return Follows(width, pair, found[pair], cases, seconds, times, at, first, last)


@kernel
def _count(
    low: Counts, high: Counts, code: Integers, width: int
) -> tuple[Counts, Counts, Counts, Counts]:
    """Pairs, events, beginnings and ends."""
    found = np.zeros(width * width, np.int64)
    at, first, last = (
        np.zeros(width, np.int64),
        np.zeros(width, np.int64),
        np.zeros(width, np.int64),
    )
    for case in range(len(low)):
        if low[case] == high[case]:
            continue
        before = np.int64(code[low[case]])
        first[before] += 1
        at[before] += 1
        for event in range(low[case] + 1, high[case]):
            after = np.int64(code[event])
            found[before * width + after] += 1
            at[after] += 1
            before = after
        last[before] += 1
    return found, at, first, last


@kernel
def _longest(low: Counts, high: Counts, time: Integers) -> Any:
    """The longest case, in seconds: no step takes longer."""
    longest = np.int64(0)
    for case in range(len(low)):
        if low[case] < high[case]:
            longest = max(longest, np.int64(time[high[case] - 1]) - np.int64(time[low[case]]))
    return longest


@kernel
def _measure(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    width: int,
    number: NDArray[np.int32],
    pairs: int,
    buckets: int,
) -> tuple[Counts, Counts, Counts]:
    """Seconds, cases and the histogram of each pair; `number` is its place."""
    seconds, cases = np.zeros(pairs, np.int64), np.zeros(pairs, np.int64)
    # Half as wide as what is kept, as all of it is to stay near the core.
    times = np.zeros((pairs, buckets), np.uint32)
    seen = np.full(pairs, -1, np.int64)
    for case in range(len(low)):
        for event in range(low[case] + 1, high[case]):
            pair = number[np.int64(code[event - 1]) * width + np.int64(code[event])]
            passed = np.int64(time[event]) - np.int64(time[event - 1])
            seconds[pair] += passed
            times[pair, bucket(passed)] += 1
            if seen[pair] != case:
                seen[pair] = case
                cases[pair] += 1
    return seconds, cases, times.astype(np.int64)
