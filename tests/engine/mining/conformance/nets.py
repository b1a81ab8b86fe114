"""Nets that tests align with."""

from __future__ import annotations

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
