"""Optimal alignment: the fewest steps to add or to leave out for a case to fit a process.

A step that the case alone has costs 1, a step that the process alone has costs 1; steps that
both have, and silent moves, cost nothing (Adriansyah, Aligning observed and modeled behavior,
2014). Found by dynamic programming: how cheaply each state of the process is reached after
each step. Variants with a common beginning share its work.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.parallel import cores
from pipeloop.engine.mining.conformance.alignment_kernels import (
    BOTH,
    LOG_ALONE,
    MODEL_ALONE,
    MoveCounts,
    count_moves,
    fill_reasons,
    index_moves,
    path_costs,
    trace_back,
)
from pipeloop.engine.mining.conformance.petri import ReachabilityGraph
from pipeloop.engine.mining.conformance.state_reduction import merge_equivalent_states
from pipeloop.engine.mining.discovery.variants import Variants

Counts = NDArray[np.int64]
# Cells of layers that are kept for variants with a common beginning, and of reasons while
# moves are counted: 128 MB a thread.
CELLS_PER_THREAD = 1 << 25
# And for the moves of one path: 1 GB.
CELLS_OF_ONE_PATH = 1 << 28


class TooLong(ValueError):
    """A case has too many steps to be aligned; `steps` says how many are possible."""

    def __init__(self, steps: int) -> None:
        super().__init__(f"cases of at most {steps} steps can be aligned")
        self.steps = steps


class Side(StrEnum):
    """Who makes a move: both, the case alone, or the process alone."""

    BOTH = "both"
    LOG = "log"
    MODEL = "model"


_SIDES = {BOTH: Side.BOTH, LOG_ALONE: Side.LOG, MODEL_ALONE: Side.MODEL}


class Move(NamedTuple):
    """A step of an alignment."""

    side: Side
    step: str


@dataclass(frozen=True)
class Alignments:
    """How well variants fit a process.

    Args:
        cost: fewest steps to add or to leave out, shape (variants,).
        length: steps of each path, shape (variants,).
        count: cases that took it, shape (variants,).
        shortest: steps of the shortest way through the process.
    """

    cost: Counts
    length: Counts
    count: Counts
    shortest: int

    @property
    def fitness(self) -> NDArray[np.float64]:
        """From 0, nothing in common, to 1, fits; shape (variants,)."""
        return 1 - self.cost / np.maximum(self.worst, 1)

    @property
    def worst(self) -> Counts:
        """What it costs to leave out a whole path and add the shortest way; (variants,)."""
        return self.length + self.shortest


def align(log: EventLog, variants: Variants, graph: ReachabilityGraph) -> Alignments:
    """The cost of the optimal alignment of every path of a log.

    Args:
        variants: those of this log.
        graph: the states of the process that they are compared with.
    """
    paths = example_cases(log, variants)
    length = paths.high - paths.low
    graph = merge_equivalent_states(graph)
    index, labels = index_moves(graph), _labels(log, graph)
    layers = max(1, min(int(length.max(initial=0)), CELLS_PER_THREAD // graph.count)) + 3
    order = _by_beginning(paths)

    def costs(places: NDArray[np.int64]) -> Counts:
        room = np.empty((layers, graph.count), np.int32)
        low, high = paths.low[places], paths.high[places]
        return path_costs(low, high, log.activity, labels, index, graph.end, room)

    cost = np.zeros(len(order), np.int64)
    with ThreadPoolExecutor(cores()) as pool:
        # More parts than cores, as some variants are harder than others.
        cost[order] = np.concatenate(list(pool.map(costs, np.array_split(order, 4 * cores()))))
    nothing = np.zeros(1, np.int64)
    room = np.empty((4, graph.count), np.int32)
    shortest = path_costs(nothing, nothing, log.activity, labels, index, graph.end, room)
    return Alignments(cost, length, variants.count, int(shortest[0]))


def one_sided_moves(
    log: EventLog, variants: Variants, graph: ReachabilityGraph, chosen: NDArray[np.bool_]
) -> MoveCounts:
    """How often each step is moved by the process alone or by the case alone, over all cases.

    Of several alignments of the same cost one is taken, always the same.

    Args:
        variants: those of this log.
        graph: the states of the process; skipped steps are counted by its labels.
        chosen: which variants to look at; shape (variants,).

    Raises:
        TooLong: a path has too many steps for so many states.
    """
    paths = example_cases(log, variants).select(chosen)
    cases = variants.count[chosen]
    graph = merge_equivalent_states(graph)
    index, labels = index_moves(graph), _labels(log, graph)
    longest = int((paths.high - paths.low).max(initial=0))
    _require_room(longest, graph, CELLS_PER_THREAD)

    def counts(places: NDArray[np.int64]) -> MoveCounts:
        part = _no_moves(len(graph.labels), len(log.activities))
        reasons = np.empty((longest + 1, graph.count), np.int32)
        low, high = paths.low[places], paths.high[places]
        count_moves(low, high, log.activity, cases[places], labels, index, graph.end, reasons, part)
        return part

    with ThreadPoolExecutor(cores()) as pool:
        parts = list(pool.map(counts, np.array_split(np.arange(len(cases)), cores())))
    return MoveCounts(*(np.sum(columns, axis=0) for columns in zip(*parts, strict=True)))


def optimal_moves(log: EventLog, case: int, graph: ReachabilityGraph) -> list[Move]:
    """An optimal alignment of one case; silent moves are left out.

    Args:
        case: its number in this slice of the log.

    Raises:
        TooLong: the case has too many steps for so many states.
    """
    graph = merge_equivalent_states(graph)
    codes = log.activity[log.low[case] : log.high[case]]
    _require_room(len(codes), graph, CELLS_OF_ONE_PATH)
    index = index_moves(graph)
    reasons = np.empty((len(codes) + 1, graph.count), np.int32)
    room = np.empty((2, graph.count), np.int32)
    fill_reasons(codes, _labels(log, graph), index, reasons, room)
    trace = trace_back(reasons, len(codes), index, graph.end)
    moves = zip(trace.side.tolist(), trace.step.tolist(), strict=True)
    return [
        Move(
            _SIDES[side],
            graph.labels[step] if side == MODEL_ALONE else log.activities[codes[step]],
        )
        for side, step in moves
    ][::-1]


def example_cases(log: EventLog, variants: Variants) -> EventLog:
    """The log with the example case of each variant alone, in the order of the variants."""
    place = np.zeros(len(log.case_ids), np.int64)
    place[log.cases] = np.arange(log.case_count)
    return log.select(place[variants.example])


def _require_room(steps: int, graph: ReachabilityGraph, cells: int) -> None:
    most = cells // graph.count - 1
    if steps > most:
        raise TooLong(most)


def _no_moves(labels: int, activities: int) -> MoveCounts:
    skipped, inserted = np.zeros((2, labels), np.int64), np.zeros((2, activities), np.int64)
    return MoveCounts(skipped[0], skipped[1], inserted[0], inserted[1])


def _by_beginning(log: EventLog) -> Counts:
    """Cases in an order in which those with a common beginning are neighbours."""
    events = [slice(*ends) for ends in zip(log.low.tolist(), log.high.tolist(), strict=True)]
    bytes_of = [log.activity[event].tobytes() for event in events]
    return np.array(sorted(range(len(events)), key=bytes_of.__getitem__), np.int64)


def _labels(log: EventLog, graph: ReachabilityGraph) -> Counts:
    """The net's step of each activity of the log, -1 where it has none."""
    codes = {label: code for code, label in enumerate(graph.labels)}
    return np.array([codes.get(name, -1) for name in log.activities], np.int64)
