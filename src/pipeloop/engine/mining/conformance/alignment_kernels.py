"""The kernels of alignments: how cheaply each state of a net is reached, step after step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import Integers
from pipeloop.engine.mining.conformance.petri import States

Numbers = NDArray[np.int32]
Counts = NDArray[np.int64]
# Why a state is as cheap as it is, where no move of the net is the reason.
BEGUN, LOG_ONLY = -2, -1
_FAR = np.iinfo(np.int32).max // 2


class Graph(NamedTuple):
    """The moves of a net, sorted by the state that they leave.

    Args:
        source, target: states of each move; shape (moves,).
        cost: of a move that the net makes alone, 0 for a silent one; shape (moves,).
        out: where the moves from each state begin; shape (states + 1,).
        alike: numbers of moves, those with the same step together; silent ones come first.
        step: where those of each step begin in `alike`; shape (steps + 1,).
    """

    source: Numbers
    target: Numbers
    cost: Numbers
    out: Numbers
    alike: Numbers
    step: Numbers


def graph_of(states: States) -> Graph:
    """The moves of a net, by state and by step."""
    order = np.argsort(states.source, kind="stable")
    source, label = states.source[order], states.label[order]
    alike = np.argsort(label, kind="stable")
    columns = (
        source,
        states.target[order],
        label >= 0,
        np.searchsorted(source, np.arange(states.count + 1)),
        alike,
        np.searchsorted(label[alike], np.arange(len(states.labels) + 1)),
    )
    return Graph(*(column.astype(np.int32) for column in columns))


@kernel
def costs_of(
    low: Counts,
    high: Counts,
    activity: Integers,
    known: Counts,
    graph: Graph,
    end: int,
    layers: Numbers,
) -> Counts:
    """The least cost of each path.

    Args:
        low, high: variants, those with a common beginning one after the other; shape (variants,).
        known: the net's step of each activity of the log, -1 where it has none.
        end: the state in which the net has ended.
        layers: room for the layers that variants may share, and three more; (layers, states).
    """
    found = np.empty(len(low), np.int64)
    kept = len(layers) - 3
    why, todo = np.empty(layers.shape[1], np.int32), _room(layers.shape[1])
    _begin(graph, layers[0], why, todo)
    for path in range(len(low)):
        first, length = low[path], high[path] - low[path]
        shared = 0
        if path:
            other, most = low[path - 1], min(length, high[path - 1] - low[path - 1], kept)
            while shared < most and activity[first + shared] == activity[other + shared]:
                shared += 1
        place = shared
        for step in range(shared, length):
            before, place = place, step + 1
            # Too deep to be kept: the last two rows take turns.
            if place > kept:
                place = kept + 1 + (place - kept - 1) % 2
            label = known[activity[first + step]]
            _advance(graph, label, layers[before], layers[place], why, todo)
        found[path] = layers[place, end]
    return found


@kernel
def reasons_of(
    activity: Integers, known: Counts, graph: Graph, why: Numbers, layers: Numbers
) -> None:
    """Why each state after each step of one path is as cheap as it is.

    Args:
        why: filled with the number of a move that the net makes alone, that number plus that of
            all moves for one made with the step, `LOG_ONLY` or `BEGUN`; (steps + 1, states).
        layers: room for two layers; shape (2, states).
    """
    todo = _room(layers.shape[1])
    why[0] = BEGUN
    _begin(graph, layers[0], why[0], todo)
    for step in range(len(activity)):
        why[step + 1] = LOG_ONLY
        _advance(
            graph,
            known[activity[step]],
            layers[step % 2],
            layers[(step + 1) % 2],
            why[step + 1],
            todo,
        )


@kernel
def _room(states: int) -> Numbers:
    """Room for what `_spread` has to do: a state may wait there for two reasons."""
    return np.empty((3, 2 * states), np.int32)


@kernel
def _begin(graph: Graph, layer: Numbers, why: Numbers, todo: Numbers) -> None:
    """The layer before the first step: what the net can do alone."""
    layer[:] = _FAR
    layer[0] = 0
    todo[2, 0] = 0
    _spread(graph, layer, why, todo, 1)


@kernel
def _advance(
    graph: Graph, label: int, before: Numbers, layer: Numbers, why: Numbers, todo: Numbers
) -> None:
    """The layer after a step: left out of the net at a cost, or made together with it."""
    layer[:] = before + np.int32(1)
    if label < 0:
        return
    seeds = 0
    for place in range(graph.step[label], graph.step[label + 1]):
        move = graph.alike[place]
        target, cost = graph.target[move], before[graph.source[move]]
        if cost < layer[target]:
            # One that is cheaper already is among them already.
            if layer[target] == before[target] + 1:
                todo[2, seeds] = target
                seeds += 1
            layer[target] = cost
            why[target] = move + len(graph.source)
    _spread(graph, layer, why, todo, seeds)


@kernel
def _spread(graph: Graph, layer: Numbers, why: Numbers, todo: Numbers, seeds: int) -> None:
    """Let the net move on alone from the states in `todo[2]`, the cheapest first.

    A breadth-first search by rising cost; only what gets cheaper is looked at.
    """
    now, then, waiting = todo[0], todo[1], todo[2]
    here = after = 0
    level = np.int32(0)
    while seeds or after:
        if after:
            level += np.int32(1)
            now, then, here, after = then, now, after, 0
        else:
            level = layer[waiting[0]]
            for place in range(1, seeds):
                level = min(level, layer[waiting[place]])
        left = 0
        for place in range(seeds):
            state = waiting[place]
            if layer[state] == level:
                now[here] = state
                here += 1
            elif layer[state] > level:
                waiting[left] = state
                left += 1
        seeds = left
        while here:
            here -= 1
            state = now[here]
            # It may have got cheaper since it was put there.
            if layer[state] < level:
                continue
            for move in range(graph.out[state], graph.out[state + 1]):
                target, cost = graph.target[move], level + graph.cost[move]
                if cost < layer[target]:
                    layer[target] = cost
                    why[target] = move
                    if cost == level:
                        now[here] = target
                        here += 1
                    else:
                        then[after] = target
                        after += 1
