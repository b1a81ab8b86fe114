"""Paths (variants): which ways cases take, and how many take each.

A path is known by two rolling hashes of 64 bits, so no path is stored: one example case
stands for all that went the same way. Two different paths meet by chance less than once
in 2**100 pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.sharing import on_each_core

Hashes = NDArray[np.uint64]
Counts = NDArray[np.int64]
# Odd multipliers with well-mixed bits; the second is the one of xorshift*, Vigna 2016.
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x2545F4914F6CDD1D)
_SHIFT = np.uint64(29)


@dataclass(frozen=True)
class Paths:
    """Ways that cases take, the most frequent first, then the one met earliest.

    Args:
        key: two hashes of each path, shape (paths, 2).
        count: cases that took it, shape (paths,).
        example: number of the first case that did, as in the log's `cases`; shape (paths,).
        seconds: from first to last event, summed over those cases; shape (paths,).
    """

    key: Hashes
    count: Counts
    example: Counts
    seconds: Counts

    def __add__(self, other: Paths) -> Paths:
        """The paths of both logs together; they must share no case."""
        return _grouped(
            np.concatenate((self.key, other.key)),
            np.concatenate((self.count, other.count)),
            np.concatenate((self.example, other.example)),
            np.concatenate((self.seconds, other.seconds)),
        )


def paths(log: EventLog) -> Paths:
    """The ways that cases of a log take; a case without an event takes none."""
    some = log.pick(log.high > log.low)
    keys = np.concatenate(on_each_core(_keys, some))
    ends = some.high - 1
    seconds = some.time[ends].astype(np.int64) - some.time[some.low]
    return _grouped(keys, np.ones(len(keys), np.int64), some.cases.astype(np.int64), seconds)


def _keys(log: EventLog) -> Hashes:
    return _hash(log.low, log.high, log.activity)


def _grouped(keys: Hashes, count: Counts, example: Counts, seconds: Counts) -> Paths:
    """Add up what has the same key; what comes first is the example."""
    group, first = _group(keys)
    counts, spent = np.zeros(len(first), np.int64), np.zeros(len(first), np.int64)
    np.add.at(counts, group, count)
    np.add.at(spent, group, seconds)
    order = np.lexsort((example[first], -counts))
    return Paths(keys[first][order], counts[order], example[first][order], spent[order])


@kernel
def _hash(low: Counts, high: Counts, code: Integers) -> Hashes:
    """Two hashes of the steps of each case, in their order."""
    keys = np.empty((len(low), 2), np.uint64)
    for case in range(len(low)):
        one, two = np.uint64(1), np.uint64(2)
        for event in range(low[case], high[case]):
            step = np.uint64(code[event]) + np.uint64(1)
            one = (one ^ step) * _FIRST
            one ^= one >> _SHIFT
            two = (two + step) * _SECOND
            two ^= two >> _SHIFT
        keys[case, 0], keys[case, 1] = one, two
    return keys


@kernel
def _group(keys: Hashes) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The number of the group of equal keys that each belongs to, and the first of each group."""
    size = np.int64(16)
    while size < 2 * len(keys):
        size *= 2
    mask = size - 1
    table = np.full(size, -1, np.int32)
    group, first = np.empty(len(keys), np.int32), np.empty(len(keys), np.int64)
    groups = 0
    for place in range(len(keys)):
        slot = np.int64(keys[place, 0]) & mask
        while table[slot] >= 0:
            other = first[table[slot]]
            if keys[other, 0] == keys[place, 0] and keys[other, 1] == keys[place, 1]:
                break
            slot = (slot + 1) & mask
        if table[slot] < 0:
            table[slot] = groups
            first[groups] = place
            groups += 1
        group[place] = table[slot]
    return group, first[:groups].copy()
