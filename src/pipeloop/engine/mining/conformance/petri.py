"""Petri nets, for processes in which things happen side by side, and the states that they reach.

A place holds tokens; a transition takes one from each place before it and gives one to each
place after it (Murata, Petri nets, Proceedings of the IEEE 77, 1989).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.mining.conformance.model import Model

MAX_STATES = 20_000
Marking = tuple[int, ...]
Counts = NDArray[np.int64]


class TooManyStates(ValueError):
    """The net can be in more states than are looked at; `count` says how many those are."""

    def __init__(self, count: int) -> None:
        super().__init__(f"the process can be in more than {count} states")
        self.count = count


class CannotEnd(ValueError):
    """No way through the net leads to its end."""

    def __init__(self) -> None:
        super().__init__("the process can not end")


@dataclass(frozen=True)
class Transition:
    """A step of a net, or a silent move when it has no label.

    Args:
        takes, gives: the places of which it takes, and to which it gives, a token; a place that
            is named twice means two tokens.
    """

    label: str | None
    takes: Marking
    gives: Marking


@dataclass(frozen=True)
class Net:
    """A Petri net.

    Args:
        initial, final: the place of each token at the start and at the end, rising.
    """

    transitions: tuple[Transition, ...]
    initial: Marking
    final: Marking


def net_of(model: Model, *, ends_anywhere: bool) -> Net:
    """The net of a model: a place for each step a deal can stand on, one token in all.

    Args:
        ends_anywhere: a deal may end on any step, as one that is still open or was lost.
    """
    count = len(model.steps)
    end = count + 1
    transitions = [
        Transition(model.steps[to] if to < count else None, (source,), (to if to < count else end,))
        for source, to in np.argwhere(model.allowed).tolist()
    ]
    if ends_anywhere:
        transitions += [
            Transition(None, (step,), (end,))
            for step in range(count)
            if not model.allowed[step, -1]
        ]
    return Net(tuple(transitions), (count,), (end,))


@dataclass(frozen=True)
class ReachabilityGraph:
    """The states of a net from which its end can be reached, and the moves between them.

    Args:
        count: how many states; the first one is the start.
        end: the state in which the process has ended.
        labels: names of its steps, by code.
        source, target: of each move; shape (moves,).
        label: code of the step of each move, -1 for a silent one; shape (moves,).
    """

    count: int
    end: int
    labels: tuple[str, ...]
    source: Counts
    target: Counts
    label: Counts


def reachability_graph(net: Net, *, most: int = MAX_STATES) -> ReachabilityGraph:
    """The states of a net, and the moves between them.

    Raises:
        TooManyStates: it has more than `most`.
        CannotEnd: no way leads to its end.
    """
    labels = tuple(sorted({t.label for t in net.transitions if t.label is not None}))
    codes: dict[str | None, int] = {label: code for code, label in enumerate(labels)}
    state_of = {net.initial: 0}
    moves: set[tuple[int, int, int]] = set()
    waiting = [net.initial]
    enabled = _EnabledMoves(net.transitions)
    while waiting:
        marking = waiting.pop()
        for transition, after in enabled.of(marking):
            if after not in state_of:
                if len(state_of) == most:
                    raise TooManyStates(most)
                state_of[after] = len(state_of)
                waiting.append(after)
            moves.add((state_of[marking], state_of[after], codes.get(transition.label, -1)))
    if net.final not in state_of:
        raise CannotEnd
    columns = np.array(sorted(moves), np.int64).reshape(-1, 3).T
    return _with_way_to_end(ReachabilityGraph(len(state_of), state_of[net.final], labels, *columns))


class _EnabledMoves:
    """Finds the moves of a marking by the places that hold a token."""

    def __init__(self, transitions: Sequence[Transition]) -> None:
        self._by_place: dict[int, list[Transition]] = {}
        self._always = [transition for transition in transitions if not transition.takes]
        for transition in transitions:
            if transition.takes:
                self._by_place.setdefault(transition.takes[0], []).append(transition)

    def of(self, marking: Marking) -> Iterator[tuple[Transition, Marking]]:
        """Each move that can be made, and the marking after it."""
        for transition in self._always:
            yield transition, tuple(sorted((*marking, *transition.gives)))
        for place in dict.fromkeys(marking):
            for transition in self._by_place.get(place, ()):
                remaining = _without(marking, transition.takes)
                if remaining is not None:
                    yield transition, tuple(sorted((*remaining, *transition.gives)))


def _without(marking: Marking, takes: Marking) -> list[int] | None:
    """The marking without these tokens; None when it has them not all."""
    remaining = list(marking)
    for place in takes:
        if place not in remaining:
            return None
        remaining.remove(place)
    return remaining


def _with_way_to_end(graph: ReachabilityGraph) -> ReachabilityGraph:
    """Without the states from which there is no way to the end."""
    has_way = np.zeros(graph.count, np.bool_)
    has_way[graph.end] = True
    while True:
        before = graph.source[has_way[graph.target]]
        if has_way[before].all():
            break
        has_way[before] = True
    state_of = np.cumsum(has_way) - 1
    is_kept = has_way[graph.source] & has_way[graph.target]
    return ReachabilityGraph(
        int(has_way.sum()),
        int(state_of[graph.end]),
        graph.labels,
        state_of[graph.source[is_kept]],
        state_of[graph.target[is_kept]],
        graph.label[is_kept],
    )
