"""The gate: do the exit criteria hold, and what is missing if they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pipeloop.conveyor.domain import facts
from pipeloop.conveyor.models import Deal
from pipeloop.core.errors import PipeloopError
from pipeloop.process.domain.rules import evaluate
from pipeloop.process.queries import EvidenceView, Outline, RuleView, StepView
from pipeloop.process.words import StageKind


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a deal knows at the client."""

    people: int
    deciders: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Check:
    """One criterion of a gate, and what the deal says to it."""

    step: StepView
    criterion: RuleView
    holds: bool

    @property
    def stops(self) -> bool:
        """Whether it keeps the deal where it is."""
        return not self.holds and not self.criterion.soft


@dataclass(frozen=True, slots=True)
class Gate:
    """Every criterion between where a deal stands and where it is to go, in order."""

    checks: tuple[Check, ...]

    @property
    def missing(self) -> tuple[Check, ...]:
        """The criteria that stop the move."""
        return tuple(check for check in self.checks if check.stops)

    @property
    def warnings(self) -> tuple[Check, ...]:
        """The soft criteria that do not hold."""
        return tuple(c for c in self.checks if not c.holds and c.criterion.soft)

    @property
    def is_open(self) -> bool:
        return not self.missing


class GateClosed(PipeloopError):
    """Exit criteria do not hold; carries the gate, in the order a person would fill it."""

    def __init__(self, gate: Gate) -> None:
        super().__init__("gate is closed")
        self.gate = gate


@dataclass(frozen=True, slots=True)
class DealFacts:
    """A deal as the rules see it.

    Args:
        discount_limit: percent above which a discount needs approval.
        at: the moment of the check.
    """

    deal: Deal
    evidence: dict[str, EvidenceView]
    counts: Counts
    discount_limit: int
    at: datetime

    def value(self, kind: str, code: str) -> Any:
        return facts.value_of(self.deal, self.evidence[f"{kind}:{code}"])

    def count(self, code: str) -> int | None:
        known = {
            "decision_group": self.counts.people,
            "decision_level": self.counts.deciders,
            "contacts": self.counts.contacts,
        }
        if code in known:
            return known[code]
        typed = self.deal.facts.get(f"count:{code}")
        return None if typed is None else int(Decimal(typed))

    def number(self, name: str) -> Decimal | None:
        if name == "cycle":
            return Decimal(cycle_days(self.deal, self.at))
        if name == "limit":
            return Decimal(self.discount_limit)
        return self.deal.discount if name == "discount" else None


def cycle_days(deal: Deal, at: datetime) -> int:
    """How long the client's way to a decision is, in calendar days.

    The age in the stage of conversion, or the time to the decision date that the client
    named, whichever is longer.
    """
    in_conversion = deal.stage.kind == StageKind.LEAD_CONVERSION
    start = deal.entered_stage_at if in_conversion else deal.created_at
    age = (at - start).days
    if deal.decision_on is None:
        return age
    return max(age, (deal.decision_on - start.date()).days)


def steps_between(outline: Outline, here: int, there: int) -> tuple[StepView, ...]:
    """The steps whose criteria a move from place `here` to place `there` must meet.

    All that are left or jumped over; none when the deal goes back.
    """
    return tuple(step for step in outline.flow if here <= step.place < there)


def check(steps: Sequence[StepView], deal_facts: DealFacts) -> Gate:
    """Look at every criterion of `steps` that applies to the deal."""
    checks = []
    for step in steps:
        for criterion in step.rules:
            verdict = evaluate(criterion.rule, deal_facts)
            if verdict is not None:
                checks.append(Check(step, criterion, verdict))
    return Gate(tuple(checks))
