"""States of a net from which the same can happen, merged: fewer to look at, the same paths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.mining.conformance.petri import States

Counts = NDArray[np.int64]
# Odd multipliers with well-mixed bits, of splitmix64 (Steele, Lea and Flood 2014).
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def merged(states: States) -> States:
    """The same process with states merged that cannot be told apart from what follows them.

    Strong bisimilarity, by refining a partition until it is stable (Kanellakis and Smolka,
    1990); what follows each state is told by a hash of 64 bits. The start stays first.
    """
    group = (np.arange(states.count) == states.end).astype(np.int64)
    groups = 0
    while group.max() >= groups:
        groups = int(group.max()) + 1
        group = _finer(states, group)
    moves = np.stack((group[states.source], group[states.target], states.label))
    moves = np.unique(moves[:, (moves[0] != moves[1]) | (moves[2] >= 0)], axis=1)
    return States(int(group.max()) + 1, int(group[states.end]), states.labels, *moves)


def _finer(states: States, group: Counts) -> Counts:
    """Groups whose states have moves with the same steps to the same groups, the start's first."""
    width = int(group.max()) + 1
    what = (states.label + 1) * width + group[states.target]
    moves = np.unique(np.stack((states.source, what)), axis=1)
    after = np.zeros(states.count, np.uint64)
    np.add.at(after, moves[0], _mixed(moves[1].astype(np.uint64)))
    _found, first, found = np.unique(
        np.stack((group.astype(np.uint64), after)), axis=1, return_index=True, return_inverse=True
    )
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[found.reshape(-1)]


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers so mixed that sums of some are not those of others."""
    numbers = (numbers + np.uint64(1)) * _FIRST
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _SECOND
    return numbers ^ (numbers >> np.uint64(31))
