"""Moving a deal along the process, forward through gates and back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.conveyor import policy
from pipeloop.conveyor.actions.deal_context import (
    DealContext,
    Fill,
    NewPerson,
    apply_evidence,
    lock_deal,
    record_departure,
)
from pipeloop.conveyor.domain import gate
from pipeloop.conveyor.domain.gate import Check, GateClosed
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import EventKind
from pipeloop.core.errors import Refused
from pipeloop.core.ids import DealId, StepId
from pipeloop.process.queries import StepView


@dataclass(frozen=True, slots=True)
class Moved:
    """A deal that stands elsewhere now.

    Args:
        warnings: soft criteria that did not hold.
    """

    deal: Deal
    event: Event
    warnings: tuple[Check, ...] = ()


@transaction.atomic
def move_deal(
    actor: Person,
    deal_id: DealId,
    to: StepId,
    *,
    seen: int | None,
    given: Fill | None = None,
    people: Sequence[NewPerson] = (),
    waiver: str = "",
) -> Moved:
    """Move a deal forward, if its gate holds or the actor may let it through.

    What is given is recorded first, so that a gate is filled and passed in one go; when the
    gate stays closed nothing of it is kept.

    Args:
        seen: the revision of the deal that the actor looked at.
        given: evidence by key, as typed in.
        people: people at the client to add to the map of the decision.
        waiver: the reason to let the deal through a closed gate.

    Raises:
        Forbidden: the actor may not move this deal, or not let it through.
        Stale: the deal has changed since; carries the fresh deal.
        GateClosed: exit criteria do not hold; carries all of them.
        Refused: the step is not ahead of the deal on its way.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    here, there = context.step, _flow_step(context, to)
    if there.place <= here.place:
        raise Refused("not_ahead", _("This step is not ahead. To go back, return the deal."))
    recorded = apply_evidence(context, given or {}, people)
    found = gate.check(gate.between(context.outline, here.place, there.place), context.facts())
    if not found.is_open:
        if not waiver.strip():
            raise GateClosed(found)
        policy.require(actor, policy.let_through, context.deal)
        context.deal.waivers += 1
    waived = [check.criterion.rule.text for check in found.missing]
    details = {"facts": recorded} | ({"waived": waived} if waived else {})
    context.deal.parked_until = None
    event = record_departure(
        context, EventKind.MOVED, to=there, waiver=waiver.strip() if waived else "", details=details
    )
    return Moved(context.deal, event, found.warnings)


@transaction.atomic
def return_deal(
    actor: Person, deal_id: DealId, to: StepId, *, seen: int | None, reason: str
) -> Moved:
    """Return a deal to an earlier step, with the reason why.

    Raises:
        Forbidden, Stale: as for `move_deal`.
        Refused: there is no reason, or the step is not behind the deal.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    there = _flow_step(context, to)
    if there.place >= context.step.place:
        raise Refused("not_behind", _("This step is not behind. To go on, move the deal."))
    if not reason.strip():
        raise Refused("no_reason", _("Say why the deal goes back."), field="reason")
    context.deal.parked_until = None
    event = record_departure(
        context, EventKind.RETURNED, to=there, details={"reason": reason.strip()[:500]}
    )
    return Moved(context.deal, event)


def _flow_step(context: DealContext, step_id: StepId) -> StepView:
    for step in context.outline.flow:
        if step.id == step_id:
            return step
    raise Refused("not_in_flow", _("Deals do not pass this step."), field="to")
