"""How long each step takes: waiting for it, work on it, and the stay until the next step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import UNKNOWN, EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.durations import Counts, Times, buckets_of
from pipeloop.engine.mining.histogram import bucket


@dataclass(frozen=True)
class Steps:
    """What is known of each step of a log, by its code; every duration is in seconds.

    Args:
        events: how often it comes, shape (activities,).
        cases: in how many cases, shape (activities,).
        last: last events of cases: how long these stay is not known, and not in `stay`;
            shape (activities,).
        since: from the event before to this one, waiting and work together.
        stay: from this event to the next one.
        waiting: from the event before to when work began, where that is known; none when it
            began earlier.
        work: from when work began to its end, where that is known.
    """

    events: Counts
    cases: Counts
    last: Counts
    since: Times
    stay: Times
    waiting: Times
    work: Times

    def __add__(self, other: Steps) -> Steps:
        """The summary of both logs together; they must share no case."""
        return Steps(
            self.events + other.events,
            self.cases + other.cases,
            self.last + other.last,
            self.since + other.since,
            self.stay + other.stay,
            self.waiting + other.waiting,
            self.work + other.work,
        )


def steps(log: EventLog) -> Steps:
    """How often each step comes, and how long it takes."""
    return reduce(add, on_each_core(_summary, log))


class _StepTimes(NamedTuple):
    """Times of one kind: their sum, shape (activities,), and how many fall into each bucket."""

    seconds: Counts
    times: NDArray[np.uint32]


class _StaySums(NamedTuple):
    """As in `Steps`."""

    events: Counts
    cases: Counts
    last: Counts
    since: _StepTimes
    stay: _StepTimes


class _WorkSums(NamedTuple):
    """As in `Steps`."""

    waiting: _StepTimes
    work: _StepTimes


def _summary(log: EventLog) -> Steps:
    steps, buckets = len(log.activities), buckets_of(log)
    stays = _sum_stays(log.low, log.high, log.activity, log.time, steps, buckets)
    waiting, work = Times.none(steps), Times.none(steps)
    if log.began is not None:
        sums = _sum_work(
            log.low, log.high, log.activity, log.time, log.began, steps, buckets, UNKNOWN
        )
        waiting, work = Times.of(*sums.waiting), Times.of(*sums.work)
    return Steps(
        stays.events,
        stays.cases,
        stays.last,
        Times.of(*stays.since),
        Times.of(*stays.stay),
        waiting,
        work,
    )


@kernel
def _no_times(steps: int, buckets: int) -> _StepTimes:
    return _StepTimes(np.zeros(steps, np.int64), np.zeros(steps * buckets, np.uint32))


@kernel
def _sum_stays(
    low: Counts, high: Counts, code: Integers, time: Integers, steps: int, buckets: int
) -> _StaySums:
    """Events, cases and last events; times since the event before, and until the next."""
    events, cases = np.zeros(steps, np.int64), np.zeros(steps, np.int64)
    last, last_case = np.zeros(steps, np.int64), np.zeros(steps, np.uint32)
    since, stay = _no_times(steps, buckets), _no_times(steps, buckets)
    since_seconds, stay_seconds = since.seconds, stay.seconds
    since_times, stay_times = since.times, stay.times
    row = np.uint64(buckets)
    for case in range(len(low)):
        begin, end = np.uint64(low[case]), np.uint64(high[case])
        case_mark = np.uint32(case + 1)
        source, came_at = np.uint64(0), np.int64(0)
        for event in range(begin, end):
            step, at = np.uint64(code[event]), np.int64(time[event])
            events[step] += 1
            cases[step] += last_case[step] != case_mark
            last_case[step] = case_mark
            if event > begin:
                passed = at - came_at
                in_row = np.uint64(bucket(passed))
                since_seconds[step] += passed
                stay_seconds[source] += passed
                since_times[step * row + in_row] += np.uint32(1)
                stay_times[source * row + in_row] += np.uint32(1)
            source, came_at = step, at
        if begin < end:
            last[source] += 1
    return _StaySums(events, cases, last, since, stay)


@kernel
def _sum_work(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    began: Integers,
    steps: int,
    buckets: int,
    unknown: int,
) -> _WorkSums:
    """Times of waiting and of work, where it is known when that began."""
    waiting, work = _no_times(steps, buckets), _no_times(steps, buckets)
    row = np.uint64(buckets)
    for case in range(len(low)):
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            if began[event] == unknown:
                continue
            step, began_at = np.uint64(code[event]), np.int64(began[event])
            worked = np.int64(time[event]) - began_at
            work.seconds[step] += worked
            work.times[step * row + np.uint64(bucket(worked))] += np.uint32(1)
            if event > np.uint64(low[case]):
                waited = max(0, began_at - np.int64(time[event - np.uint64(1)]))
                waiting.seconds[step] += waited
                waiting.times[step * row + np.uint64(bucket(waited))] += np.uint32(1)
    return _WorkSums(waiting, work)
