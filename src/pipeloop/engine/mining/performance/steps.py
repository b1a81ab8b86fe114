"""How long each step takes: waiting for it, working on it, and staying there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np

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
        last: events after which their case has come no further: how long it stays is not
            known, and not in `stay`; shape (activities,).
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


def _summary(log: EventLog) -> Steps:
    width, buckets = len(log.activities), buckets_of(log)
    counts, seconds, times = _stay(log.low, log.high, log.activity, log.time, width, buckets)
    waiting, work = _worked(log, width, buckets)
    return Steps(
        counts[0],
        counts[1],
        counts[2],
        Times.of(seconds[0], times[0]),
        Times.of(seconds[1], times[1]),
        waiting,
        work,
    )


def _worked(log: EventLog, width: int, buckets: int) -> tuple[Times, Times]:
    if log.began is None:
        return Times.none(width), Times.none(width)
    seconds, times = _work(
        log.low, log.high, log.activity, log.time, log.began, width, buckets, UNKNOWN
    )
    return Times.of(seconds[0], times[0]), Times.of(seconds[1], times[1])


@kernel
def _stay(
    low: Counts, high: Counts, code: Integers, time: Integers, width: int, buckets: int
) -> tuple[Any, ...]:
    """Events, cases and last events; times since the event before, and until the next."""
    counts = np.zeros((3, width), np.int64)
    seconds = np.zeros((2, width), np.int64)
    times = np.zeros((2, width * buckets), np.uint32)
    events, cases, last = counts
    since, stay = times
    seen = np.zeros(width, np.uint32)
    row = np.uint64(buckets)
    for case in range(len(low)):
        begin, end = np.uint64(low[case]), np.uint64(high[case])
        this = np.uint32(case + 1)
        here, then = np.uint64(0), np.int64(0)
        for event in range(begin, end):
            after, now = np.uint64(code[event]), np.int64(time[event])
            events[after] += 1
            cases[after] += seen[after] != this
            seen[after] = this
            if event > begin:
                passed = now - then
                at = np.uint64(bucket(passed))
                seconds[0, after] += passed
                seconds[1, here] += passed
                since[after * row + at] += np.uint32(1)
                stay[here * row + at] += np.uint32(1)
            here, then = after, now
        if begin < end:
            last[here] += 1
    return counts, seconds, times


@kernel
def _work(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    began: Integers,
    width: int,
    buckets: int,
    unknown: int,
) -> tuple[Any, ...]:
    """Times of waiting and of work, where it is known when that began."""
    seconds = np.zeros((2, width), np.int64)
    times = np.zeros((2, width * buckets), np.uint32)
    row = np.uint64(buckets)
    for case in range(len(low)):
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            if began[event] == unknown:
                continue
            here, since = np.uint64(code[event]), np.int64(began[event])
            worked = np.int64(time[event]) - since
            seconds[1, here] += worked
            times[1, here * row + np.uint64(bucket(worked))] += np.uint32(1)
            if event > np.uint64(low[case]):
                waited = max(0, since - np.int64(time[event - np.uint64(1)]))
                seconds[0, here] += waited
                times[0, here * row + np.uint64(bucket(waited))] += np.uint32(1)
    return seconds, times
