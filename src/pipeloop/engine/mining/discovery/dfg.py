"""What follows what, and after how long: the process map, and hand-offs between people.

A directly-follows graph (van der Aalst, Process Mining, 2016, section 5.2) with counts,
cases and times.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.discovery.pairs import (
    WIDEST,
    Counts,
    Pairs,
    count_pairs,
    flat_pairs,
    inner_events,
    united,
)
from pipeloop.engine.mining.histogram import BUCKETS, DurationHistogram, bucket, buckets_for

# A histogram for every pair there can be, met or not, is kept near the core up to this many
# cells; with more, pairs are counted first, so that only those met have one.
NEAR = 1_000_000


@dataclass(frozen=True)
class TimedDfg(Pairs):
    """How often and after how long one code comes right after another.

    Args:
        seconds: time between the two, summed; shape (pairs,).
        times: how it is spread, one row a pair.
    """

    seconds: Counts
    times: DurationHistogram

    @property
    def mean_s(self) -> NDArray[np.float64]:
        """Mean time between the two, in seconds; shape (pairs,)."""
        return self.seconds / self.count

    def quantile_s(self, share: float) -> NDArray[np.float64]:
        """A quantile of the time between the two, in seconds, within 1.6 %; shape (pairs,)."""
        return self.times.quantile(share)

    def __add__(self, other: Pairs) -> TimedDfg:
        """The summary of both logs together; they must share no case."""
        assert isinstance(other, TimedDfg)  # noqa: S101  narrows what the wider sum takes
        pair, (mine, others) = united(self.pair, other.pair)
        sums = np.zeros((2, len(pair)), np.int64)
        sums[:, mine] += (self.count, self.seconds)
        sums[:, others] += (other.count, other.seconds)
        times = self.times.moved(mine, len(pair)) + other.times.moved(others, len(pair))
        first, last = self.first + other.first, self.last + other.last
        return TimedDfg(self.width, pair, sums[0], first, last, sums[1], times)

    def met(self) -> TimedDfg:
        """Without the pairs that never come."""
        met = np.flatnonzero(self.count)
        place = np.cumsum(self.count != 0) - 1
        return TimedDfg(
            self.width,
            self.pair[met],
            self.count[met],
            self.first,
            self.last,
            self.seconds[met],
            self.times.moved(place, len(met)),
        )


@dataclass(frozen=True)
class DirectlyFollows(TimedDfg):
    """The same, and in how many cases.

    Args:
        cases: in how many cases; shape (pairs,).
    """

    cases: Counts

    def __add__(self, other: Pairs) -> DirectlyFollows:
        """The summary of both logs together; they must share no case."""
        assert isinstance(other, DirectlyFollows)  # noqa: S101  narrows what the wider sum takes
        pair, (mine, others) = united(self.pair, other.pair)
        sums = np.zeros((3, len(pair)), np.int64)
        sums[:, mine] += (self.count, self.cases, self.seconds)
        sums[:, others] += (other.count, other.cases, other.seconds)
        times = self.times.moved(mine, len(pair)) + other.times.moved(others, len(pair))
        first, last = self.first + other.first, self.last + other.last
        return DirectlyFollows(self.width, pair, sums[0], first, last, sums[2], times, sums[1])

    def __sub__(self, other: DirectlyFollows) -> DirectlyFollows:
        """The summary without some of its cases."""
        rest = self + DirectlyFollows(
            other.width,
            other.pair,
            -other.count,
            -other.first,
            -other.last,
            -other.seconds,
            -other.times,
            -other.cases,
        )
        return rest.met()

    def met(self) -> DirectlyFollows:
        """Without the pairs that never come."""
        return DirectlyFollows(**vars(super().met()), cases=self.cases[self.count != 0])


def timed_dfg(log: EventLog) -> TimedDfg:
    """Which step comes after which, how often and after how long, but not in how many cases.

    To know the cases takes half as long again.
    """
    return reduce(add, on_each_core(_timed, log))


def _timed(log: EventLog) -> TimedDfg:
    found = _summary(log, log.activity, len(log.activities), with_cases=False)
    return TimedDfg(**{name: value for name, value in vars(found).items() if name != "cases"})


def discover_dfg(log: EventLog) -> DirectlyFollows:
    """Which step comes after which, how often and after how long."""
    return follows(log, log.activity, len(log.activities))


def handoffs(log: EventLog) -> DirectlyFollows:
    """Who takes over from whom; whoever goes on alone is a pair of their own name twice."""
    return follows(log, log.resource, len(log.resources))


def follows(log: EventLog, code: Integers, width: int) -> DirectlyFollows:
    """Pairs of neighbouring codes in each case, with their times.

    Args:
        code: one for each event of the log's columns, below `width`; shape (events,).
    """
    return reduce(add, on_each_core(lambda part: _summary(part, code, width), log))


def _summary(
    log: EventLog, code: Integers, width: int, *, with_cases: bool = True
) -> DirectlyFollows:
    if width > WIDEST:
        return _of_many(log, code, width)
    # What the time column can hold at most: to look for the longest case would cost a pass.
    buckets = buckets_for(int(np.iinfo(log.time.dtype).max))
    if width * width * buckets <= NEAR:
        pairs, pair = None, np.arange(width * width)
        number = pair.astype(np.uint32)
    else:
        pairs = count_pairs(log, code, width)
        pair, number = pairs.pair, np.zeros(width * width, np.uint32)
        number[pair] = np.arange(len(pair))
    seen = np.zeros((2, len(pair)), np.uint32) if with_cases else None
    seconds, times, first, last = _measure(
        log.low, log.high, code, log.time, width, number, len(pair), buckets, seen
    )
    spread = DurationHistogram.of(times.reshape(len(pair), buckets))
    counts = spread.totals()
    cases = counts if seen is None else seen[1].astype(np.int64)
    return DirectlyFollows(width, pair, counts, first, last, seconds, spread, cases).met()


def _of_many(log: EventLog, code: Integers, width: int) -> DirectlyFollows:
    """The same for so many codes that pairs have to be sorted to be found."""
    event = inner_events(log.low, log.high)
    pair, row, count = np.unique(
        flat_pairs(log, code, width), return_inverse=True, return_counts=True
    )
    passed = log.time[event].astype(np.int64) - log.time[event - 1]
    own = count_pairs(log, code, width)
    cases = np.unique(row * log.case_count + _case_of(log.low, log.high))
    cells, met = np.unique(row * BUCKETS + _buckets(passed), return_counts=True)
    return DirectlyFollows(
        width,
        pair,
        count,
        own.first,
        own.last,
        _summed(row, passed, len(pair)),
        DurationHistogram(len(pair), cells, met),
        np.bincount(cases // max(1, log.case_count), minlength=len(pair)),
    )


def _summed(row: Counts, values: Counts, rows: int) -> Counts:
    total = np.zeros(rows, np.int64)
    np.add.at(total, row, values)
    return total


@kernel
def _case_of(low: Counts, high: Counts) -> Counts:
    """The number of the case of each event but the first of a case."""
    found = np.empty(max(0, (high - low).sum()), np.int64)
    free = 0
    for case in range(len(low)):
        for _event in range(low[case] + 1, high[case]):
            found[free] = case
            free += 1
    return found[:free].copy()


@kernel
def _buckets(seconds: Counts) -> Counts:
    found = np.empty(len(seconds), np.int64)
    for place in range(len(seconds)):
        found[place] = bucket(seconds[place])
    return found


@kernel
def _measure(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    width: int,
    number: NDArray[np.uint32],
    rows: int,
    buckets: int,
    seen: NDArray[np.uint32] | None,
) -> tuple[Any, ...]:
    """Seconds, the histogram, and both ends; `number` is the row of each pair.

    Args:
        seen: filled with the last case of each row, counted from 1, and with its cases. The
            kernel without it is another one: what is asked of it here is left out of that.
    """
    # Half as wide as what is kept, as all of it is to stay near the core.
    times = np.zeros(rows * buckets, np.uint32)
    first, last = np.zeros(width, np.int64), np.zeros(width, np.int64)
    seconds = np.zeros(rows, np.int64)
    # Unsigned numbers are never counted from the end of an array: that check is saved.
    wide, high_row = np.uint64(width), np.uint64(buckets)
    for case in range(len(low)):
        begin, end = np.uint64(low[case]), np.uint64(high[case])
        if begin == end:
            continue
        here, then, this = np.uint64(code[begin]), np.int64(time[begin]), np.uint32(case + 1)
        first[here] += 1
        for event in range(begin + np.uint64(1), end):
            after, now = np.uint64(code[event]), np.int64(time[event])
            row, passed = np.uint64(number[here * wide + after]), now - then
            seconds[row] += passed
            if seen is not None:
                seen[1, row] += np.uint32(seen[0, row] != this)
                seen[0, row] = this
            times[row * high_row + np.uint64(bucket(passed))] += np.uint32(1)
            here, then = after, now
        last[here] += 1
    return seconds, times, first, last
