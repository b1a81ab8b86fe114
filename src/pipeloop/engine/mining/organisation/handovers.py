"""Hand-overs between roles or teams, and the time that passes before the next person acts."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import NOBODY, EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.discovery.dfg import DirectlyFollows
from pipeloop.engine.mining.discovery.pairs import WIDEST, Counts
from pipeloop.engine.mining.durations import buckets_of
from pipeloop.engine.mining.histogram import DurationHistogram, bucket


def handovers(log: EventLog, role_of: NDArray[np.integer[Any]], roles: int) -> DirectlyFollows:
    """Which role hands cases over to which, how often and after how long.

    A hand-over is from the last thing one person did in a case to the first that the next one
    does, and its time is what lies between. Whoever goes on alone hands nothing over, so a
    role twice is two of its people. Events of which nobody is told are passed over.

    Args:
        role_of: code of each person's role or team, below `roles`; shape (resources,).
        roles: how many there are.

    Returns:
        Pairs of roles; `first` and `last` are those of the first and last person of cases, and
        `at` counts hand-overs alone.

    Raises:
        ValueError: there is not one role for each person, or there are too many to count by.
    """
    if len(role_of) != len(log.resources):
        raise ValueError("one role is needed for each person")
    if roles > WIDEST:
        raise ValueError(f"more than {WIDEST} roles")
    own = role_of.astype(np.int64)
    return reduce(add, on_each_core(lambda part: _summary(part, own, roles), log))


def _summary(log: EventLog, role_of: Counts, roles: int) -> DirectlyFollows:
    met, first, last = _meet(log.low, log.high, log.resource, role_of, roles, NOBODY)
    pair = np.flatnonzero(met)
    number = np.zeros(len(met), np.int64)
    number[pair] = np.arange(len(pair))
    sums, times = _measure(
        log.low,
        log.high,
        log.resource,
        log.time,
        role_of,
        roles,
        NOBODY,
        number,
        len(pair),
        buckets_of(log),
    )
    return DirectlyFollows(
        roles, pair, sums[0], first, last, sums[2], DurationHistogram.of(times), sums[1]
    )


@kernel
def _meet(
    low: Counts, high: Counts, who: Integers, role_of: Counts, roles: int, nobody: int
) -> tuple[NDArray[np.bool_], Counts, Counts]:
    """Which pairs of roles hand over at all, and the roles that cases begin and end with."""
    met = np.zeros(roles * roles, np.bool_)
    first, last = np.zeros(roles, np.int64), np.zeros(roles, np.int64)
    for case in range(len(low)):
        before = np.int64(nobody)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            here = np.int64(who[event])
            if here in (nobody, before):
                continue
            if before == nobody:
                first[role_of[here]] += 1
            else:
                met[role_of[before] * roles + role_of[here]] = True
            before = here
        if before != nobody:
            last[role_of[before]] += 1
    return met, first, last


@kernel
def _measure(
    low: Counts,
    high: Counts,
    who: Integers,
    time: Integers,
    role_of: Counts,
    roles: int,
    nobody: int,
    number: Counts,
    rows: int,
    buckets: int,
) -> tuple[Counts, NDArray[np.uint32]]:
    """Counts, cases and seconds, and the histogram; `number` is the row of each pair."""
    sums = np.zeros((3, rows), np.int64)
    times = np.zeros((rows, buckets), np.uint32)
    seen = np.full(rows, -1, np.int64)
    for case in range(len(low)):
        before, since = np.int64(nobody), np.int64(0)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            here = np.int64(who[event])
            if here == nobody:
                continue
            now = np.int64(time[event])
            if before not in (nobody, here):
                row, passed = number[role_of[before] * roles + role_of[here]], now - since
                sums[0, row] += 1
                sums[1, row] += seen[row] != case
                sums[2, row] += passed
                seen[row] = case
                times[row, bucket(passed)] += np.uint32(1)
            before, since = here, now
    return sums, times
