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

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.parallel import cores
from pipeloop.engine.mining.conformance.alignment_kernels import (
    LOG_ONLY,
    Graph,
    costs_of,
    graph_of,
    reasons_of,
)
from pipeloop.engine.mining.conformance.petri import States
from pipeloop.engine.mining.conformance.state_reduction import merged
from pipeloop.engine.mining.discovery.variants import Variants

Counts = NDArray[np.int64]
# Cells of layers that are kept for variants with a common beginning: 128 MB a thread.
KEPT_CELLS = 1 << 25
# And for the moves of one path: 1 GB.
MOST_CELLS = 1 << 28


class TooLong(ValueError):
    """A case has more steps than its moves can be told of; `steps` says how many can."""

    def __init__(self, steps: int) -> None:
        super().__init__(f"moves are told of cases of at most {steps} steps")
        self.steps = steps


class Side(StrEnum):
    """Who makes a move: both, the case alone, or the process alone."""

    BOTH = "both"
    LOG = "log"
    MODEL = "model"


@dataclass(frozen=True)
class Move:
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
        return 1 - self.cost / np.maximum(self._worst, 1)

    @property
    def log_fitness(self) -> float:
        """That of all cases together; not a number when there is none."""
        worst = int((self.count * self._worst).sum())
        whole = int((self.count * self.cost).sum())
        return 1 - whole / worst if worst else 1.0 if len(self.count) else float("nan")

    @property
    def _worst(self) -> Counts:
        """What it costs to leave out a whole path and add the shortest way."""
        return self.length + self.shortest


def align(log: EventLog, variants: Variants, states: States) -> Alignments:
    """The cost of the optimal alignment of every path of a log.

    Args:
        variants: those of this log.
        states: of the process they are held against.
    """
    chosen = _examples(log, variants)
    length = chosen.high - chosen.low
    states = merged(states)
    graph, known = graph_of(states), _known(log, states)
    layers = max(1, min(int(length.max(initial=0)), KEPT_CELLS // states.count)) + 3
    order = _together(chosen)

    def part(places: NDArray[np.int64]) -> Counts:
        room = np.empty((layers, states.count), np.int32)
        low, high = chosen.low[places], chosen.high[places]
        return costs_of(low, high, log.activity, known, graph, states.end, room)

    cost = np.zeros(len(order), np.int64)
    with ThreadPoolExecutor(cores()) as pool:
        # More parts than cores, as some variants are harder than others.
        cost[order] = np.concatenate(list(pool.map(part, np.array_split(order, 4 * cores()))))
    nothing = np.zeros(1, np.int64)
    room = np.empty((4, states.count), np.int32)
    shortest = costs_of(nothing, nothing, log.activity, known, graph, states.end, room)
    return Alignments(cost, length, variants.count, int(shortest[0]))


def moves(log: EventLog, case: int, states: States) -> list[Move]:
    """An optimal alignment of one case; silent moves are not told.

    Args:
        case: its number in this slice of the log.

    Raises:
        TooLong: the case has too many steps for so many states.
    """
    states = merged(states)
    codes = log.activity[log.low[case] : log.high[case]]
    most = MOST_CELLS // states.count - 1
    if len(codes) > most:
        raise TooLong(most)
    graph = graph_of(states)
    why = np.empty((len(codes) + 1, states.count), np.int32)
    room = np.empty((2, states.count), np.int32)
    reasons_of(codes, _known(log, states), graph, why, room)
    return _back(graph, states, why, [log.activities[code] for code in codes])


def _back(graph: Graph, states: States, why: NDArray[np.int32], path: list[str]) -> list[Move]:
    """The moves that lead to the end, found from behind."""
    label = states.label[np.argsort(states.source, kind="stable")]
    found = []
    place, state = len(path), states.end
    while (reason := int(why[place, state])) >= LOG_ONLY:
        move = reason % max(1, len(label))
        if reason == LOG_ONLY:
            found.append(Move(Side.LOG, path[place - 1]))
        elif reason >= len(label):
            found.append(Move(Side.BOTH, path[place - 1]))
        elif label[move] >= 0:
            found.append(Move(Side.MODEL, states.labels[label[move]]))
        place -= reason == LOG_ONLY or reason >= len(label)
        state = state if reason == LOG_ONLY else int(graph.source[move])
    return found[::-1]


def _examples(log: EventLog, variants: Variants) -> EventLog:
    """The log with one case of each path."""
    place = np.zeros(len(log.case_ids), np.int64)
    place[log.cases] = np.arange(log.case_count)
    return log.select(place[variants.example])


def _together(log: EventLog) -> Counts:
    """Cases in an order in which those with a common beginning are neighbours."""
    events = [slice(*ends) for ends in zip(log.low.tolist(), log.high.tolist(), strict=True)]
    bytes_of = [log.activity[event].tobytes() for event in events]
    return np.array(sorted(range(len(events)), key=bytes_of.__getitem__), np.int64)


def _known(log: EventLog, states: States) -> Counts:
    """The net's step of each activity of the log, -1 where it has none."""
    codes = {label: code for code, label in enumerate(states.labels)}
    return np.array([codes.get(name, -1) for name in log.activities], np.int64)
