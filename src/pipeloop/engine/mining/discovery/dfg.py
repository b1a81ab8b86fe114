"""The directly-follows graph of a log: which step comes right after which, and after how long.

The process map (van der Aalst, Process Mining, 2016, section 5.2) with counts, cases and times.
An edge is a pair of codes that do follow each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.discovery.pairs import (
    WIDEST,
    Counts,
    Pairs,
    case_ends,
    count_pairs,
    flat_pairs,
    inner_events,
    united,
)
from pipeloop.engine.mining.durations import buckets_of
from pipeloop.engine.mining.histogram import BUCKETS, DurationHistogram, bucket

# A histogram for every pair there can be, whether it occurs or not, stays in the processor's
# cache up to this many cells; with more, pairs are counted first, and only edges have one.
CACHED_CELLS = 1_000_000


@dataclass(frozen=True)
class TimedDfg(Pairs):
    """How often and after how long one code comes right after another.

    Args:
        seconds: time between the two, summed; shape (pairs,).
        histogram: of that time, one row a pair.
    """

    seconds: Counts
    histogram: DurationHistogram

    @property
    def mean_s(self) -> NDArray[np.float64]:
        """Mean time between the two, in seconds; shape (pairs,)."""
        return self.seconds / self.count

    def quantile_s(self, share: float) -> NDArray[np.float64]:
        """A quantile of the time between the two, in seconds, within 1.6 %; shape (pairs,)."""
        return self.histogram.quantile(share)

    def __add__(self, other: Pairs) -> TimedDfg:
        """The summary of both logs together; they must share no case."""
        assert isinstance(other, TimedDfg)  # noqa: S101  narrows what the wider sum takes
        pairs = super().__add__(other)
        (own, others), edges = united(self.pair, other.pair)[1], len(pairs.pair)
        seconds = np.zeros(edges, np.int64)
        seconds[own] += self.seconds
        seconds[others] += other.seconds
        histogram = self.histogram.moved(own, edges) + other.histogram.moved(others, edges)
        return TimedDfg(**vars(pairs), seconds=seconds, histogram=histogram)

    def nonzero(self) -> Self:
        """Without the pairs that never come."""
        edge = np.flatnonzero(self.count)
        place = np.cumsum(self.count != 0) - 1
        return replace(
            self,
            pair=self.pair[edge],
            count=self.count[edge],
            seconds=self.seconds[edge],
            histogram=self.histogram.moved(place, len(edge)),
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
        timed = super().__add__(other)
        own, others = united(self.pair, other.pair)[1]
        cases = np.zeros(len(timed.pair), np.int64)
        cases[own] += self.cases
        cases[others] += other.cases
        return DirectlyFollows(**vars(timed), cases=cases)

    def __neg__(self) -> Self:
        """What takes this away when it is added."""
        return replace(
            self,
            count=-self.count,
            first=-self.first,
            last=-self.last,
            seconds=-self.seconds,
            histogram=-self.histogram,
            cases=-self.cases,
        )

    def __sub__(self, other: DirectlyFollows) -> DirectlyFollows:
        """The summary without some of its cases."""
        return (self + -other).nonzero()

    def nonzero(self) -> Self:
        """Without the pairs that never come."""
        return replace(super().nonzero(), cases=self.cases[self.count != 0])


class Transitions(NamedTuple):
    """Steps from one code to the next, one by one, for codes too many to have a table of pairs.

    Args:
        pair: first code times the number of codes plus second code; shape (transitions,).
        seconds: time between the two; shape (transitions,).
        case: number of the case, below the count of cases; shape (transitions,).
    """

    pair: Counts
    seconds: Counts
    case: Counts


def timed_dfg(log: EventLog) -> TimedDfg:
    """Which step comes after which, how often and after how long, but not in how many cases.

    To know the cases takes half as long again.
    """
    return reduce(add, on_each_core(_timed, log))


def discover_dfg(log: EventLog) -> DirectlyFollows:
    """Which step comes after which, how often, in how many cases and after how long."""
    return reduce(add, on_each_core(lambda part: _measured(part, with_cases=True), log))


def sum_transitions(
    width: int, transitions: Transitions, cases: int, first: Counts, last: Counts
) -> DirectlyFollows:
    """The summary of transitions that are listed one by one.

    Args:
        width: how many codes there are.
        cases: how many cases there are.
        first, last: cases that begin and end with each code; shape (width,).
    """
    pair, edge, count = np.unique(transitions.pair, return_inverse=True, return_counts=True)
    seconds = np.zeros(len(pair), np.int64)
    np.add.at(seconds, edge, transitions.seconds)
    edge_cases = np.unique(edge * cases + transitions.case) // max(1, cases)
    cells, durations = np.unique(edge * BUCKETS + _buckets(transitions.seconds), return_counts=True)
    return DirectlyFollows(
        width,
        pair,
        count,
        first,
        last,
        seconds,
        DurationHistogram(len(pair), cells, durations),
        np.bincount(edge_cases, minlength=len(pair)),
    )


def _timed(log: EventLog) -> TimedDfg:
    dfg = _measured(log, with_cases=False)
    return TimedDfg(**{name: value for name, value in vars(dfg).items() if name != "cases"})


def _measured(log: EventLog, *, with_cases: bool) -> DirectlyFollows:
    """The summary of a part; without cases, their number is that of the times."""
    width = len(log.activities)
    if width > WIDEST:
        return _of_many_steps(log)
    # What the time column can hold at most: to look for the longest case would cost a pass.
    buckets = buckets_of(log)
    if width * width * buckets <= CACHED_CELLS:
        pair = np.arange(width * width)
        edge_of_pair = pair.astype(np.uint32)
    else:
        pair = count_pairs(log, log.activity, width).pair
        edge_of_pair = np.zeros(width * width, np.uint32)
        edge_of_pair[pair] = np.arange(len(pair))
    marks = _CaseMarks.none(len(pair)) if with_cases else None
    sums = _measure(
        log.low,
        log.high,
        log.activity,
        log.time,
        width,
        edge_of_pair,
        len(pair),
        buckets,
        marks,
    )
    histogram = DurationHistogram.of(sums.times.reshape(len(pair), buckets))
    count = histogram.totals()
    cases = count if marks is None else marks.cases.astype(np.int64)
    dfg = DirectlyFollows(width, pair, count, sums.first, sums.last, sums.seconds, histogram, cases)
    return dfg.nonzero()


def _of_many_steps(log: EventLog) -> DirectlyFollows:
    """The same for so many steps that pairs have to be sorted to be found."""
    width = len(log.activities)
    event = inner_events(log.low, log.high)
    transitions = Transitions(
        flat_pairs(log, log.activity, width),
        log.time[event].astype(np.int64) - log.time[event - 1],
        _case_of_inner_events(log.low, log.high),
    )
    ends = case_ends(log.low, log.high, log.activity, width)
    return sum_transitions(width, transitions, log.case_count, ends.first, ends.last)


class _CaseMarks(NamedTuple):
    """In how many cases each edge comes, and the last one of them.

    Args:
        last_case: counted from 1; shape (edges,).
        cases: shape (edges,).
    """

    last_case: NDArray[np.uint32]
    cases: NDArray[np.uint32]

    @classmethod
    def none(cls, edges: int) -> _CaseMarks:
        return cls(np.zeros(edges, np.uint32), np.zeros(edges, np.uint32))


class _Sums(NamedTuple):
    """What the kernel adds up.

    Args:
        seconds: of each edge, shape (edges,).
        times: durations of each edge by bucket, shape (edges * buckets,).
        first, last: cases that begin and end with each code; shape (width,).
    """

    seconds: Counts
    times: NDArray[np.uint32]
    first: Counts
    last: Counts


@kernel
def _case_of_inner_events(low: Counts, high: Counts) -> Counts:
    """The number of the case of each event but the first of a case."""
    cases = np.empty(max(0, (high - low).sum()), np.int64)
    count = 0
    for case in range(len(low)):
        for _event in range(low[case] + 1, high[case]):
            cases[count] = case
            count += 1
    return cases[:count].copy()


@kernel
def _buckets(seconds: Counts) -> Counts:
    buckets = np.empty(len(seconds), np.int64)
    for place in range(len(seconds)):
        buckets[place] = bucket(seconds[place])
    return buckets


@kernel
def _measure(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    width: int,
    edge_of_pair: NDArray[np.uint32],
    edges: int,
    buckets: int,
    marks: _CaseMarks | None,
) -> _Sums:
    """Seconds and durations of each edge, and where cases begin and end.

    Args:
        edge_of_pair: shape (width * width,).
        marks: filled with the cases of each edge. Without them another kernel is compiled, which
            has none of what is done for them.
    """
    # Half as wide as what is kept, as all of it is to stay in the cache.
    times = np.zeros(edges * buckets, np.uint32)
    first, last = np.zeros(width, np.int64), np.zeros(width, np.int64)
    seconds = np.zeros(edges, np.int64)
    # Unsigned numbers are never counted from the end of an array: that check is saved.
    codes, edge_width = np.uint64(width), np.uint64(buckets)
    for case in range(len(low)):
        begin, end = np.uint64(low[case]), np.uint64(high[case])
        if begin == end:
            continue
        source, left_at = np.uint64(code[begin]), np.int64(time[begin])
        case_mark = np.uint32(case + 1)
        first[source] += 1
        for event in range(begin + np.uint64(1), end):
            target, came_at = np.uint64(code[event]), np.int64(time[event])
            edge = np.uint64(edge_of_pair[source * codes + target])
            passed = came_at - left_at
            seconds[edge] += passed
            if marks is not None:
                marks.cases[edge] += np.uint32(marks.last_case[edge] != case_mark)
                marks.last_case[edge] = case_mark
            times[edge * edge_width + np.uint64(bucket(passed))] += np.uint32(1)
            source, left_at = target, came_at
        last[source] += 1
    return _Sums(seconds, times, first, last)
