"""Passing a gate: with its exit criteria met, or with a waiver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeloop.conveyor import policy
from pipeloop.conveyor.actions.deal_context import DealContext
from pipeloop.conveyor.domain import gate
from pipeloop.conveyor.domain.gate import Check, GateClosed
from pipeloop.process.queries import StepView


@dataclass(frozen=True, slots=True)
class PassedGate:
    """A gate that a deal has passed.

    Args:
        warnings: soft criteria that did not hold.
        waiver: the reason for which hard ones were waived; empty when all held.
        waived: those criteria, as rules.
    """

    warnings: tuple[Check, ...]
    waiver: str
    waived: tuple[str, ...]

    @property
    def details(self) -> dict[str, Any]:
        """What the event keeps of it."""
        return {"waived": list(self.waived)} if self.waived else {}


def pass_gate(context: DealContext, steps: Sequence[StepView], waiver: str) -> PassedGate:
    """Check every exit criterion of `steps`; those that do not hold need a waiver.

    Raises:
        GateClosed: criteria do not hold and there is no waiver; carries all of them.
        Forbidden: the actor may not waive this gate.
    """
    checked = gate.check(steps, context.facts())
    if checked.is_open:
        return PassedGate(checked.warnings, "", ())
    if not waiver.strip():
        raise GateClosed(checked)
    policy.require(context.actor, policy.waive_gate, context.deal)
    context.deal.waivers += 1
    waived = tuple(check.criterion.rule.text for check in checked.missing)
    return PassedGate(checked.warnings, waiver.strip(), waived)
