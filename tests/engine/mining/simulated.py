"""Simulated sales: leads that are lost early, and a step that some deals skip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.conformance.conformance_kernels import Outcome
from pipeloop.engine.mining.conformance.model import FlowStep, flow_model
from tests.engine.logs import log_of

STEPS = ("Lead", "Call", "Offer", "Contract")
FLOW = flow_model([FlowStep(step, repeats=True, returns=True) for step in STEPS])
HOUR = 3_600


class Sales(NamedTuple):
    """A log, and how each of its deals ended; shape (deals,)."""

    log: EventLog
    outcome: NDArray[np.uint8]


@dataclass(frozen=True)
class Chances:
    """How deals go.

    Args:
        lost_early: share of leads that are lost before anything can be skipped.
        skips: share of the others that come from the call straight to the contract.
        followed_won, skipped_won: chance to win at the contract.
    """

    lost_early: float = 0.7
    skips: float = 0.4
    followed_won: float = 0.5
    skipped_won: float = 0.5


def sales(chances: Chances, *, deals: int = 3_000, seed: int = 7) -> Sales:
    """Deals that go from a lead to a contract; those lost early follow the process all along."""
    random = np.random.default_rng(seed)
    rows: list[tuple[str, str, int, str]] = []
    outcomes = []
    for deal in range(deals):
        path, won = _deal(random, chances)
        # Early steps are Ann's, late ones Bob's; neither makes a difference.
        rows += [
            (str(deal), step, place * HOUR, "Ann" if place < 2 and step != "Contract" else "Bob")
            for place, step in enumerate((*path, "Won" if won else "Lost"))
        ]
        outcomes.append(Outcome.WON if won else Outcome.LOST)
    return Sales(log_of(rows), np.array(outcomes, np.uint8))


def _deal(random: np.random.Generator, chances: Chances) -> tuple[tuple[str, ...], bool]:
    if random.random() < chances.lost_early:
        return STEPS[: random.integers(1, 3)], False
    skips = random.random() < chances.skips
    path = ("Lead", "Call", "Contract") if skips else STEPS
    return path, bool(random.random() < (chances.skipped_won if skips else chances.followed_won))
