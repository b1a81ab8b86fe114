"""Handovers of work between people, roles or teams, and the time until the next person acts.

One definition for pages, command line and lists of deals: a handover is from the last event of
one person in a case to the first event of the next, different person. Events of unknown people
are passed over, and counted. Other tools call any two neighbouring events, also of one person
or of nobody, a handover of work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import NOBODY, EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.discovery.dfg import DirectlyFollows, Transitions, sum_transitions
from pipeloop.engine.mining.discovery.pairs import WIDEST, Counts, Pairs
from pipeloop.engine.mining.durations import buckets_of
from pipeloop.engine.mining.histogram import DurationHistogram, bucket


@dataclass(frozen=True)
class Handovers(DirectlyFollows):
    """Pairs of roles between which work is handed over, how often and after how long.

    `first` and `last` are the roles of the first and last known person of cases, and `events`
    counts handovers alone.

    Args:
        unknown_events: events of unknown people, which are passed over.
    """

    unknown_events: int

    def __add__(self, other: Pairs) -> Handovers:
        """The summary of both logs together; they must share no case."""
        assert isinstance(other, Handovers)  # noqa: S101  narrows what the wider sum takes
        unknown_events = self.unknown_events + other.unknown_events
        return Handovers(**vars(super().__add__(other)), unknown_events=unknown_events)


def handovers(log: EventLog, role_of: NDArray[np.integer[Any]], roles: int) -> Handovers:
    """Which role hands cases over to which, how often and after how long.

    Whoever goes on alone hands nothing over, so a role twice is two of its people.

    Args:
        role_of: code of each person's role or team, below `roles`; shape (resources,).
        roles: how many there are.

    Raises:
        ValueError: there is not one role for each person.
    """
    if len(role_of) != len(log.resources):
        raise ValueError("one role is needed for each person")
    codes = role_of.astype(np.int64)
    summary = _of_many_roles if roles > WIDEST else _summary
    return reduce(add, on_each_core(lambda part: summary(part, codes, roles), log))


def handovers_between_people(log: EventLog) -> Handovers:
    """Which person hands cases over to which, by code, how often and after how long."""
    people = len(log.resources)
    return handovers(log, np.arange(people), people)


def _summary(log: EventLog, role_of: Counts, roles: int) -> Handovers:
    scan = _scan(log.low, log.high, log.resource, role_of, roles, NOBODY)
    pair = np.flatnonzero(scan.occurs)
    row_of_pair = np.zeros(len(scan.occurs), np.int64)
    row_of_pair[pair] = np.arange(len(pair))
    sums = _measure(
        log.low,
        log.high,
        log.resource,
        log.time,
        role_of,
        roles,
        NOBODY,
        row_of_pair,
        len(pair),
        buckets_of(log),
    )
    return Handovers(
        roles,
        pair,
        sums.counts,
        scan.first,
        scan.last,
        sums.seconds,
        DurationHistogram.of(sums.times),
        sums.cases,
        scan.unknown_events,
    )


def _of_many_roles(log: EventLog, role_of: Counts, roles: int) -> Handovers:
    """The same for so many roles that pairs have to be sorted to be found."""
    handed = _list(log.low, log.high, log.resource, log.time, role_of, roles, NOBODY)
    dfg = sum_transitions(roles, handed.transitions, log.case_count, handed.first, handed.last)
    return Handovers(**vars(dfg), unknown_events=handed.unknown_events)


class _Scan(NamedTuple):
    """What a first look at the people of all cases finds.

    Args:
        occurs: whether a pair of roles hands over at all; shape (roles * roles,).
        first, last: cases by the role of their first and last person; shape (roles,).
        unknown_events: events of nobody that is known.
    """

    occurs: NDArray[np.bool_]
    first: Counts
    last: Counts
    unknown_events: int


class _Sums(NamedTuple):
    """What is added up for each pair of roles that hands over.

    Args:
        counts, cases, seconds: handovers, their cases and their time; shape (pairs,).
        times: handovers by bucket of their time; shape (pairs, buckets).
    """

    counts: Counts
    cases: Counts
    seconds: Counts
    times: NDArray[np.uint32]


class _Listed(NamedTuple):
    """Handovers one by one, and what `_Scan` holds beside the pairs."""

    transitions: Transitions
    first: Counts
    last: Counts
    unknown_events: int


@kernel
def _scan(
    low: Counts, high: Counts, resource: Integers, role_of: Counts, roles: int, nobody: int
) -> _Scan:
    occurs = np.zeros(roles * roles, np.bool_)
    first, last = np.zeros(roles, np.int64), np.zeros(roles, np.int64)
    unknown_events = 0
    for case in range(len(low)):
        giver = np.int64(nobody)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            person = np.int64(resource[event])
            unknown_events += person == nobody
            if person in (nobody, giver):
                continue
            if giver == nobody:
                first[role_of[person]] += 1
            else:
                occurs[role_of[giver] * roles + role_of[person]] = True
            giver = person
        if giver != nobody:
            last[role_of[giver]] += 1
    return _Scan(occurs, first, last, unknown_events)


@kernel
def _measure(
    low: Counts,
    high: Counts,
    resource: Integers,
    time: Integers,
    role_of: Counts,
    roles: int,
    nobody: int,
    row_of_pair: Counts,
    rows: int,
    buckets: int,
) -> _Sums:
    counts, cases = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    seconds = np.zeros(rows, np.int64)
    times = np.zeros((rows, buckets), np.uint32)
    last_case = np.full(rows, -1, np.int64)
    for case in range(len(low)):
        giver, left_at = np.int64(nobody), np.int64(0)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            person = np.int64(resource[event])
            if person == nobody:
                continue
            came_at = np.int64(time[event])
            if giver not in (nobody, person):
                row = row_of_pair[role_of[giver] * roles + role_of[person]]
                passed = came_at - left_at
                counts[row] += 1
                cases[row] += last_case[row] != case
                seconds[row] += passed
                last_case[row] = case
                times[row, bucket(passed)] += np.uint32(1)
            giver, left_at = person, came_at
    return _Sums(counts, cases, seconds, times)


@kernel
def _list(
    low: Counts,
    high: Counts,
    resource: Integers,
    time: Integers,
    role_of: Counts,
    roles: int,
    nobody: int,
) -> _Listed:
    room = max(0, (high - low).sum())
    pair, seconds = np.empty(room, np.int64), np.empty(room, np.int64)
    case_of = np.empty(room, np.int64)
    first, last = np.zeros(roles, np.int64), np.zeros(roles, np.int64)
    count = unknown_events = 0
    for case in range(len(low)):
        giver, left_at = np.int64(nobody), np.int64(0)
        for event in range(low[case], high[case]):
            person = np.int64(resource[event])
            if person == nobody:
                unknown_events += 1
                continue
            if giver == nobody:
                first[role_of[person]] += 1
            elif giver != person:
                pair[count] = role_of[giver] * roles + role_of[person]
                seconds[count], case_of[count] = np.int64(time[event]) - left_at, case
                count += 1
            giver, left_at = person, np.int64(time[event])
        if giver != nobody:
            last[role_of[giver]] += 1
    transitions = Transitions(pair[:count].copy(), seconds[:count].copy(), case_of[:count].copy())
    return _Listed(transitions, first, last, unknown_events)
