"""Variants: the sequences of activities that cases take, and how many take each.

A path is known by two rolling hashes of 64 bits, so no path is stored: one example case
stands for all that went the same way. Two different variants meet by chance less than once
in 2**100 pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

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
    """Variants that cases take, the most frequent first, then the one met earliest.

    Args:
        key: two hashes of each path, shape (variants, 2).
        count: cases that took it, shape (variants,).
        example: number of the first case that did, as in the log's `cases`; shape (variants,).
        seconds: from first to last event, summed over those cases; shape (variants,).
    """

    key: Hashes
    count: Counts
    example: Counts
    seconds: Counts

    def __add__(self, other: Variants) -> Variants:
        """The variants of both logs together; they must share no case."""
        keys = np.concatenate((self.key, other.key))
        group, first = _group(keys)
        sums = np.zeros((2, len(first)), np.int64)
        np.add.at(sums[0], group, np.concatenate((self.count, other.count)))
        np.add.at(sums[1], group, np.concatenate((self.seconds, other.seconds)))
        example = np.full(len(first), np.iinfo(np.int64).max)
        np.minimum.at(example, group, np.concatenate((self.example, other.example)))
        order = np.argsort(example)
        return _ranked(keys[first[order]], sums[0, order], example[order], sums[1, order])


def variants(log: EventLog) -> Variants:
    """The variants that cases of a log take; a case without an event takes none."""
    return reduce(add, on_each_core(_taken, log))


def case_keys(log: EventLog) -> Hashes:
    """The key of the path that each case takes, shape (cases, 2)."""
    return np.concatenate(on_each_core(lambda p: _hash(p.low, p.high, p.activity), log))


def _taken(log: EventLog) -> Variants:
    keys, count, first, seconds = _walk(log.low, log.high, log.activity, log.time)
    return _ranked(keys, count, log.cases[first].astype(np.int64), seconds)


def _ranked(key: Hashes, count: Counts, example: Counts, seconds: Counts) -> Variants:
    """The most frequent first, others as they come: most variants of a long log come once."""
    often = np.flatnonzero(count > 1)
    often = often[np.argsort(-count[often], kind="stable")]
    order = np.concatenate((often, np.flatnonzero(count == 1)))
    return Variants(key[order], count[order], example[order], seconds[order])


@inlined
def _mixed(one: Any, two: Any, code: Any) -> Any:
    """Both hashes of a path that goes on with a step."""
    step = np.uint64(code) + np.uint64(1)
    one = (one ^ step) * _FIRST
    return one ^ (one >> _SHIFT), (two + step) * _SECOND


@kernel
def _hash(low: Counts, high: Counts, code: Integers) -> Hashes:
    keys = np.empty((len(low), 2), np.uint64)
    for case in range(len(low)):
        one, two = np.uint64(1), np.uint64(2)
        for event in range(low[case], high[case]):
            one, two = _mixed(one, two, code[event])
        keys[case, 0], keys[case, 1] = one, two
    return keys


@kernel
def _walk(
    low: Counts, high: Counts, code: Integers, time: Integers
) -> tuple[Hashes, Counts, Counts, Counts]:
    """Key, cases, first case and seconds of each path, in the order in which they are met."""
    size = _size_for(len(low))
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int32)
    keys = np.empty((len(low), 2), np.uint64)
    sums = np.empty((len(low), 3), np.int64)
    groups = 0
    for case in range(len(low)):
        begin, end = np.uint64(low[case]), np.uint64(high[case])
        if begin == end:
            continue
        one, two = np.uint64(1), np.uint64(2)
        for event in range(begin, end):
            one, two = _mixed(one, two, code[event])
        slot = two >> np.uint64(20) & mask
        while table[slot] >= 0:
            group = table[slot]
            if keys[group, 0] == one and keys[group, 1] == two:
                break
            slot = (slot + np.uint64(1)) & mask
        if table[slot] < 0:
            table[slot] = groups
            keys[groups, 0], keys[groups, 1] = one, two
            sums[groups, 0], sums[groups, 1], sums[groups, 2] = 0, case, 0
            groups += 1
        group = table[slot]
        sums[group, 0] += 1
        sums[group, 2] += np.int64(time[end - np.uint64(1)]) - np.int64(time[begin])
    met = sums[:groups]
    return keys[:groups].copy(), met[:, 0].copy(), met[:, 1].copy(), met[:, 2].copy()


@inlined
def _size_for(count: Any) -> Any:
    """A power of two in which so many find their places soon."""
    size = 16
    while size < 2 * count:
        size *= 2
    return size


@kernel
def _group(keys: Hashes) -> tuple[NDArray[np.int32], Counts]:
    """The number of the group of equal keys that each belongs to, and the first of each group."""
    size = _size_for(len(keys))
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
    return group, first[:groups].copy()
