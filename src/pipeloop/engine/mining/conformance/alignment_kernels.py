"""The kernels of alignments: how cheaply each state of a net is reached, step after step.

A layer holds the cost of every state after one more step of a path.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import Integers
from pipeloop.engine.mining.conformance.petri import ReachabilityGraph

Numbers = NDArray[np.int32]
Counts = NDArray[np.int64]
# Why a state is as cheap as it is, where no move of the net is the reason.
START, LOG_MOVE = -2, -1
# Who makes a move of an alignment.
BOTH, LOG_ALONE, MODEL_ALONE = 0, 1, 2
_UNREACHED = np.iinfo(np.int32).max // 2


class MoveIndex(NamedTuple):
    """The moves of a net, sorted by the state that they leave.

    Args:
        source, target: states of each move; shape (moves,).
        label: code of the step of each move, -1 for a silent one; shape (moves,).
        cost: of a move that the net makes alone, 0 for a silent one; shape (moves,).
        state_starts: where the moves from each state begin; shape (states + 1,).
        by_label: numbers of moves, those with the same step together; silent ones come first.
        label_starts: where those of each step begin in `by_label`; shape (steps + 1,).
    """

    source: Numbers
    target: Numbers
    label: Numbers
    cost: Numbers
    state_starts: Numbers
    by_label: Numbers
    label_starts: Numbers


class MoveCounts(NamedTuple):
    """How often each step is moved by the process alone, or by the case alone.

    Args:
        skipped, skipped_cases: moves of the process alone, and cases with any; shape (labels,).
        inserted, inserted_cases: moves of the case alone; shape (activities,).
    """

    skipped: Counts
    skipped_cases: Counts
    inserted: Counts
    inserted_cases: Counts


class Trace(NamedTuple):
    """The moves of one alignment, from the last to the first; silent moves are left out.

    Args:
        side: `BOTH`, `LOG_ALONE` or `MODEL_ALONE`; shape (moves,).
        step: the place in the path, of a move of the model alone its label; shape (moves,).
    """

    side: Numbers
    step: Numbers


def index_moves(graph: ReachabilityGraph) -> MoveIndex:
    """The moves of a net, by state and by step."""
    order = np.argsort(graph.source, kind="stable")
    source, label = graph.source[order], graph.label[order]
    by_label = np.argsort(label, kind="stable")
    columns = (
        source,
        graph.target[order],
        label,
        label >= 0,
        np.searchsorted(source, np.arange(graph.count + 1)),
        by_label,
        np.searchsorted(label[by_label], np.arange(len(graph.labels) + 1)),
    )
    return MoveIndex(*(column.astype(np.int32) for column in columns))


@kernel
def path_costs(
    low: Counts,
    high: Counts,
    activity: Integers,
    labels: Counts,
    moves: MoveIndex,
    end: int,
    layers: Numbers,
) -> Counts:
    """The least cost of each path.

    Args:
        low, high: variants, those with a common beginning one after the other; shape (variants,).
        labels: the net's step of each activity of the log, -1 where it has none.
        end: the state in which the net has ended.
        layers: room for the layers that variants may share, and three more; (layers, states).
    """
    costs = np.empty(len(low), np.int64)
    reusable = len(layers) - 3
    reasons, queues = np.empty(layers.shape[1], np.int32), _queues(layers.shape[1])
    _begin(moves, layers[0], reasons, queues)
    for path in range(len(low)):
        first, length = low[path], high[path] - low[path]
        shared = 0
        if path:
            other, most = low[path - 1], min(length, high[path - 1] - low[path - 1], reusable)
            while shared < most and activity[first + shared] == activity[other + shared]:
                shared += 1
        place = shared
        for step in range(shared, length):
            before, place = place, step + 1
            # Too deep to be reused: the last two rows take turns.
            if place > reusable:
                place = reusable + 1 + (place - reusable - 1) % 2
            label = labels[activity[first + step]]
            _advance(moves, label, layers[before], layers[place], reasons, queues)
        costs[path] = layers[place, end]
    return costs


@kernel
def fill_reasons(
    activity: Integers, labels: Counts, moves: MoveIndex, reasons: Numbers, layers: Numbers
) -> None:
    """Why each state after each step of one path is as cheap as it is.

    Args:
        labels: the net's step of each activity of the log, -1 where it has none.
        reasons: filled with the number of a move that the net makes alone, that number plus that
            of all moves for one made with the step, `LOG_MOVE` or `START`; (steps + 1, states).
        layers: room for two layers; shape (2, states).
    """
    queues = _queues(layers.shape[1])
    reasons[0] = START
    _begin(moves, layers[0], reasons[0], queues)
    for step in range(len(activity)):
        reasons[step + 1] = LOG_MOVE
        _advance(
            moves,
            labels[activity[step]],
            layers[step % 2],
            layers[(step + 1) % 2],
            reasons[step + 1],
            queues,
        )


@kernel
def trace_back(reasons: Numbers, length: int, moves: MoveIndex, end: int) -> Trace:
    """The moves that lead to the end of a path, from the last to the first.

    Args:
        reasons: as `fill_reasons` leaves them.
        length: steps of the path.
    """
    # An optimal alignment costs at most the whole path and the shortest way through the net.
    room = 2 * length + reasons.shape[1]
    side, steps = np.empty(room, np.int32), np.empty(room, np.int32)
    count, place, state, alone = 0, length, end, len(moves.source)
    while reasons[place, state] != START:
        reason = reasons[place, state]
        is_log_move, is_joint = reason == LOG_MOVE, reason >= alone
        if is_log_move or is_joint:
            place -= 1
            side[count], steps[count] = BOTH if is_joint else LOG_ALONE, place
            count += 1
        elif moves.label[reason] >= 0:
            side[count], steps[count] = MODEL_ALONE, moves.label[reason]
            count += 1
        if not is_log_move:
            state = moves.source[reason - alone if is_joint else reason]
    return Trace(side[:count], steps[:count])


@kernel
def count_moves(
    low: Counts,
    high: Counts,
    activity: Integers,
    cases: Counts,
    labels: Counts,
    moves: MoveIndex,
    end: int,
    reasons: Numbers,
    counts: MoveCounts,
) -> None:
    """Add up the moves that only one side makes, over all cases of some variants.

    Args:
        low, high: variants; shape (variants,).
        cases: how many take each; shape (variants,).
        reasons: room for those of the longest path; shape (steps + 1, states).
    """
    layers = np.empty((2, reasons.shape[1]), np.int32)
    skipped_in = np.full(len(counts.skipped), -1, np.int64)
    inserted_in = np.full(len(counts.inserted), -1, np.int64)
    for path in range(len(low)):
        codes = activity[low[path] : high[path]]
        fill_reasons(codes, labels, moves, reasons, layers)
        trace = trace_back(reasons, len(codes), moves, end)
        for place in range(len(trace.side)):
            if trace.side[place] == MODEL_ALONE:
                step = np.int64(trace.step[place])
                counts.skipped[step] += cases[path]
                counts.skipped_cases[step] += cases[path] * (skipped_in[step] != path)
                skipped_in[step] = path
            elif trace.side[place] == LOG_ALONE:
                step = np.int64(codes[trace.step[place]])
                counts.inserted[step] += cases[path]
                counts.inserted_cases[step] += cases[path] * (inserted_in[step] != path)
                inserted_in[step] = path


@kernel
def _queues(states: int) -> Numbers:
    """Room for what `_spread` has to do: a state may wait there for two reasons."""
    return np.empty((3, 2 * states), np.int32)


@kernel
def _begin(moves: MoveIndex, layer: Numbers, reasons: Numbers, queues: Numbers) -> None:
    """The layer before the first step: what the net can do alone."""
    layer[:] = _UNREACHED
    layer[0] = 0
    queues[2, 0] = 0
    _spread(moves, layer, reasons, queues, 1)


@kernel
def _advance(
    moves: MoveIndex, label: int, before: Numbers, layer: Numbers, reasons: Numbers, queues: Numbers
) -> None:
    """The layer after a step: left out of the net at a cost, or made together with it."""
    layer[:] = before + np.int32(1)
    if label < 0:
        return
    seeds = 0
    for place in range(moves.label_starts[label], moves.label_starts[label + 1]):
        move = moves.by_label[place]
        target, cost = moves.target[move], before[moves.source[move]]
        if cost < layer[target]:
            # One that is cheaper already is among them already.
            if layer[target] == before[target] + 1:
                queues[2, seeds] = target
                seeds += 1
            layer[target] = cost
            reasons[target] = move + len(moves.source)
    _spread(moves, layer, reasons, queues, seeds)


@kernel
def _spread(
    moves: MoveIndex, layer: Numbers, reasons: Numbers, queues: Numbers, seeds: int
) -> None:
    """Let the net move on alone from the states in `queues[2]`, the cheapest first.

    A breadth-first search by rising cost; only what gets cheaper is looked at.
    """
    current, following, waiting = queues[0], queues[1], queues[2]
    current_size = following_size = 0
    level = np.int32(0)
    while seeds or following_size:
        if following_size:
            level += np.int32(1)
            current, following = following, current
            current_size, following_size = following_size, 0
        else:
            level = layer[waiting[0]]
            for place in range(1, seeds):
                level = min(level, layer[waiting[place]])
        still_waiting = 0
        for place in range(seeds):
            state = waiting[place]
            if layer[state] == level:
                current[current_size] = state
                current_size += 1
            elif layer[state] > level:
                waiting[still_waiting] = state
                still_waiting += 1
        seeds = still_waiting
        while current_size:
            current_size -= 1
            state = current[current_size]
            # It may have got cheaper since it was put there.
            if layer[state] < level:
                continue
            for move in range(moves.state_starts[state], moves.state_starts[state + 1]):
                target, cost = moves.target[move], level + moves.cost[move]
                if cost < layer[target]:
                    layer[target] = cost
                    reasons[target] = move
                    if cost == level:
                        current[current_size] = target
                        current_size += 1
                    else:
                        following[following_size] = target
                        following_size += 1
