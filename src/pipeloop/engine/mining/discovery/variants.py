"""Variants: the sequences of activities that cases take, and how many take each.

A path is identified by two rolling hashes of 64 bits, so no path is stored: one example case
stands for all that took it. Two different paths have the same hashes by chance less than once
in 2**100 pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core

Hashes = NDArray[np.uint64]
Counts = NDArray[np.int64]
# Odd multipliers with well-mixed bits; the second is the one of xorshift*, Vigna 2016.
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x2545F4914F6CDD1D)
_SHIFT = np.uint64(32)


@dataclass(frozen=True)
class Variants:
    """Variants that cases take, the most frequent first, then the earliest in the log.

    Args:
        key: two hashes of each path, shape (variants, 2).
        count: cases that took it, shape (variants,).
        example: number of the first case that took it, as in the log's `cases`; shape (variants,).
        seconds: from first to last event, summed over those cases; shape (variants,).
    """

    key: Hashes
    count: Counts
    example: Counts
    seconds: Counts

    def __add__(self, other: Variants) -> Variants:
        """The variants of both logs together; they must share no case."""
        keys = np.concatenate((self.key, other.key))
        group, first = _group_keys(keys)
        count, seconds = np.zeros(len(first), np.int64), np.zeros(len(first), np.int64)
        np.add.at(count, group, np.concatenate((self.count, other.count)))
        np.add.at(seconds, group, np.concatenate((self.seconds, other.seconds)))
        example = np.full(len(first), np.iinfo(np.int64).max)
        np.minimum.at(example, group, np.concatenate((self.example, other.example)))
        order = np.argsort(example)
        return _ranked(keys[first[order]], count[order], example[order], seconds[order])


def variants(log: EventLog) -> Variants:
    """The variants that cases of a log take; a case without an event takes none."""
    return reduce(add, on_each_core(_of_part, log))


def case_keys(log: EventLog) -> Hashes:
    """The key of the path that each case takes, shape (cases, 2)."""
    return np.concatenate(on_each_core(lambda part: _hash(part.low, part.high, part.activity), log))


def _of_part(log: EventLog) -> Variants:
    paths = _group_cases(log.low, log.high, log.activity, log.time)
    example = log.cases[paths.first_case].astype(np.int64)
    return _ranked(paths.key, paths.cases, example, paths.seconds)


class _Paths(NamedTuple):
    """Different paths, in the order in which they first come.

    Args:
        key: two hashes of each path, shape (paths, 2).
        cases: how many take each, shape (paths,).
        first_case: number in the slice of the first of them, shape (paths,).
        seconds: from first to last event, summed; shape (paths,).
    """

    key: Hashes
    cases: Counts
    first_case: Counts
    seconds: Counts


class _Groups(NamedTuple):
    """The group of equal keys that each belongs to, and the place of the first key of each."""

    group: NDArray[np.int32]
    first: Counts


def _ranked(key: Hashes, count: Counts, example: Counts, seconds: Counts) -> Variants:
    """The most frequent first, others as they come: most variants of a long log come once."""
    repeated = np.flatnonzero(count > 1)
    repeated = repeated[np.argsort(-count[repeated], kind="stable")]
    order = np.concatenate((repeated, np.flatnonzero(count == 1)))
    return Variants(key[order], count[order], example[order], seconds[order])


@inlined
def _hashed(first: Any, second: Any, code: Any) -> Any:
    """Both hashes of a path with one more step."""
    step = np.uint64(code) + np.uint64(1)
    first = (first ^ step) * _FIRST
    return first ^ (first >> _SHIFT), (second + step) * _SECOND


@kernel
def _hash(low: Counts, high: Counts, code: Integers) -> Hashes:
    keys = np.empty((len(low), 2), np.uint64)
    for case in range(len(low)):
        first, second = np.uint64(1), np.uint64(2)
        for event in range(low[case], high[case]):
            first, second = _hashed(first, second, code[event])
        keys[case, 0], keys[case, 1] = first, second
    return keys


@kernel
def _group_cases(low: Counts, high: Counts, code: Integers, time: Integers) -> _Paths:
    """Cases by path, through a hash table with open addressing."""
    size = _table_size(len(low))
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int32)
    keys = np.empty((len(low), 2), np.uint64)
    count, first_case = np.empty(len(low), np.int64), np.empty(len(low), np.int64)
    seconds = np.empty(len(low), np.int64)
    paths = 0
    for case in range(len(low)):
        begin, end = np.uint64(low[case]), np.uint64(high[case])
        if begin == end:
            continue
        first, second = np.uint64(1), np.uint64(2)
        for event in range(begin, end):
            first, second = _hashed(first, second, code[event])
        slot = second >> np.uint64(20) & mask
        while table[slot] >= 0:
            path = table[slot]
            if keys[path, 0] == first and keys[path, 1] == second:
                break
            slot = (slot + np.uint64(1)) & mask
        if table[slot] < 0:
            table[slot] = paths
            keys[paths, 0], keys[paths, 1] = first, second
            count[paths], first_case[paths], seconds[paths] = 0, case, 0
            paths += 1
        path = table[slot]
        count[path] += 1
        seconds[path] += np.int64(time[end - np.uint64(1)]) - np.int64(time[begin])
    return _Paths(
        keys[:paths].copy(), count[:paths].copy(), first_case[:paths].copy(), seconds[:paths].copy()
    )


@inlined
def _table_size(count: Any) -> Any:
    """A power of two, at least twice as large as the count of keys."""
    size = 16
    while size < 2 * count:
        size *= 2
    return size


@kernel
def _group_keys(keys: Hashes) -> _Groups:
    size = _table_size(len(keys))
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int32)
    group, first = np.empty(len(keys), np.int32), np.empty(len(keys), np.int64)
    groups = 0
    for place in range(len(keys)):
        slot = keys[place, 1] >> np.uint64(20) & mask
        while table[slot] >= 0:
            other = first[table[slot]]
            if keys[other, 0] == keys[place, 0] and keys[other, 1] == keys[place, 1]:
                break
            slot = (slot + np.uint64(1)) & mask
        if table[slot] < 0:
            table[slot] = groups
            first[groups] = place
            groups += 1
        group[place] = table[slot]
    return _Groups(group, first[:groups].copy())
