"""Petri nets, for processes in which things happen side by side, and the states that they reach.

A place holds tokens; a transition takes one from each place before it and gives one to each
place after it (Murata, Petri nets, Proceedings of the IEEE 77, 1989).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.mining.conformance.model import Model

MOST_STATES = 20_000
Marking = tuple[int, ...]
Counts = NDArray[np.int64]


class TooManyStates(ValueError):
    """The net can be in more states than are looked at; `count` says how many were found."""

    def __init__(self, count: int) -> None:
        super().__init__(f"the process can be in more than {count} states")
        self.count = count


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


def read_net(data: Mapping[str, Any]) -> Net:
    """A net from plain data, as in JSON.

    Args:
        data: `places` and `transitions` are names of places and labels of transitions (null
            for a silent one); `arcs` are pairs of `["place", i]` and `["transition", j]`;
            `initial` and `final` say the place of each token.

    Raises:
        ValueError: an arc joins two places or two transitions.
    """
    takes: list[list[int]] = [[] for _label in data["transitions"]]
    gives: list[list[int]] = [[] for _label in data["transitions"]]
    for (kind, source), (to, target) in data["arcs"]:
        if kind == to:
            raise ValueError(f"an arc joins a {kind} with a {to}")
        if kind == "place":
            takes[target].append(source)
        else:
            gives[source].append(target)
    transitions = (
        Transition(label, tuple(sorted(before)), tuple(sorted(after)))
        for label, before, after in zip(data["transitions"], takes, gives, strict=True)
    )
    return Net(tuple(transitions), tuple(sorted(data["initial"])), tuple(sorted(data["final"])))


def net_of(model: Model) -> Net:
    """The net of a model: a place for each step a deal can stand on, one token in all."""
    count = len(model.steps)
    end = count + 1
    moves = [
        Transition(model.steps[to] if to < count else None, (source,), (to if to < count else end,))
        for source, to in np.argwhere(model.goes).tolist()
    ]
    if model.lost_anywhere:
        moves += [
            Transition(None, (step,), (end,)) for step in range(count) if not model.goes[step, -1]
        ]
    return Net(tuple(moves), (count,), (end,))


@dataclass(frozen=True)
class States:
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


def states(net: Net, *, most: int = MOST_STATES) -> States:
    """The reachability graph of a net.

    Raises:
        TooManyStates: it has more than `most`.
        ValueError: the end can not be reached.
    """
    labels = tuple(sorted({move.label for move in net.transitions if move.label is not None}))
    codes: dict[str | None, int] = {label: code for code, label in enumerate(labels)}
    number = {net.initial: 0}
    moves: set[tuple[int, int, int]] = set()
    waiting = [net.initial]
    next_moves = _Mover(net.transitions)
    while waiting:
        marking = waiting.pop()
        for move, after in next_moves.of(marking):
            if after not in number:
                if len(number) == most:
                    raise TooManyStates(most)
                number[after] = len(number)
                waiting.append(after)
            moves.add((number[marking], number[after], codes.get(move.label, -1)))
    if net.final not in number:
        raise ValueError("the process can not end")
    found = np.array(sorted(moves), np.int64).reshape(-1, 3)
    return _alive(States(len(number), number[net.final], labels, *found.T))


class _Mover:
    """Finds the moves of a marking by the places that hold a token."""

    def __init__(self, transitions: Sequence[Transition]) -> None:
        self.by_place: dict[int, list[Transition]] = {}
        self.always = [move for move in transitions if not move.takes]
        for move in transitions:
            if move.takes:
                self.by_place.setdefault(move.takes[0], []).append(move)

    def of(self, marking: Marking) -> Iterator[tuple[Transition, Marking]]:
        """Each move that can be made, and the marking after it."""
        for move in self.always:
            yield move, tuple(sorted((*marking, *move.gives)))
        for place in dict.fromkeys(marking):
            for move in self.by_place.get(place, ()):
                left = _without(marking, move.takes)
                if left is not None:
                    yield move, tuple(sorted((*left, *move.gives)))


def _without(marking: Marking, taken: Marking) -> list[int] | None:
    left = list(marking)
    for place in taken:
        if place not in left:
            return None
        left.remove(place)
    return left


def _alive(graph: States) -> States:
    """Without the states from which there is no way to the end."""
    alive = np.zeros(graph.count, np.bool_)
    alive[graph.end] = True
    while True:
        more = graph.source[alive[graph.target]]
        if alive[more].all():
            break
        alive[more] = True
    number = np.cumsum(alive) - 1
    kept = alive[graph.source] & alive[graph.target]
    return States(
        int(alive.sum()),
        int(number[graph.end]),
        graph.labels,
        number[graph.source[kept]],
        number[graph.target[kept]],
        graph.label[kept],
    )
