"""Merging states of a net from which the same can follow: fewer states, the same paths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.mining.conformance.petri import ReachabilityGraph

Counts = NDArray[np.int64]
# Odd multipliers with well-mixed bits, of splitmix64 (Steele, Lea and Flood 2014).
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def merge_equivalent_states(graph: ReachabilityGraph) -> ReachabilityGraph:
    """The same process with equivalent states merged: those that the same can follow.

    Strong bisimilarity, by refining a partition until it is stable (Kanellakis and Smolka,
    1990); what follows each state is known by a hash of 64 bits. The start stays first.
    """
    group = (np.arange(graph.count) == graph.end).astype(np.int64)
    groups = 0
    while group.max() >= groups:
        groups = int(group.max()) + 1
        group = _refine(graph, group)
    moves = np.stack((group[graph.source], group[graph.target], graph.label))
    moves = np.unique(moves[:, (moves[0] != moves[1]) | (moves[2] >= 0)], axis=1)
    return ReachabilityGraph(int(group.max()) + 1, int(group[graph.end]), graph.labels, *moves)


def _refine(graph: ReachabilityGraph, group: Counts) -> Counts:
    """Groups whose states have moves with the same steps to the same groups, the start's first.

    Args:
        group: of each state so far; shape (states,).
    """
    groups = int(group.max()) + 1
    label_and_group = (graph.label + 1) * groups + group[graph.target]
    moves = np.unique(np.stack((graph.source, label_and_group)), axis=1)
    hashes = np.zeros(graph.count, np.uint64)
    np.add.at(hashes, moves[0], _mixed(moves[1].astype(np.uint64)))
    _keys, first, key_of = np.unique(
        np.stack((group.astype(np.uint64), hashes)), axis=1, return_index=True, return_inverse=True
    )
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[key_of.reshape(-1)]


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers so mixed that sums of some are not those of others."""
    numbers = (numbers + np.uint64(1)) * _FIRST
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _SECOND
    return numbers ^ (numbers >> np.uint64(31))
