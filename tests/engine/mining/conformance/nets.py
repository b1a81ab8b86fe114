"""Nets that tests align with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeloop.engine.mining.conformance.petri import Net, Transition

# B and C in any order, then D.
SIDE_BY_SIDE = Net(
    (
        Transition(None, (0,), (1, 2)),
        Transition("B", (1,), (3,)),
        Transition("C", (2,), (4,)),
        Transition("D", (3, 4), (5,)),
    ),
    (0,),
    (5,),
)


def net_of_facts(data: Mapping[str, Any]) -> Net:
    """A net as the files of facts hold it.

    Args:
        data: `places` and `transitions` are names of places and labels of transitions (null
            for a silent one); `arcs` are pairs of `["place", i]` and `["transition", j]`;
            `initial` and `final` are the place of each token.
    """
    takes: list[list[int]] = [[] for _label in data["transitions"]]
    gives: list[list[int]] = [[] for _label in data["transitions"]]
    for (kind, source), (_kind, target) in data["arcs"]:
        if kind == "place":
            takes[target].append(source)
        else:
            gives[source].append(target)
    transitions = (
        Transition(label, tuple(sorted(before)), tuple(sorted(after)))
        for label, before, after in zip(data["transitions"], takes, gives, strict=True)
    )
    return Net(tuple(transitions), tuple(sorted(data["initial"])), tuple(sorted(data["final"])))
