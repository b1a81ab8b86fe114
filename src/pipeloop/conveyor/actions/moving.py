"""Moving a deal along the process, forward through gates and back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.conveyor.actions.deal_context import DealContext, lock_deal
from pipeloop.conveyor.actions.evidence import Evidence, NewPerson, apply_evidence
from pipeloop.conveyor.actions.gates import pass_gate
from pipeloop.conveyor.actions.recording import record_departure
from pipeloop.conveyor.domain.gate import Check, steps_between
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
    given: Evidence | None = None,
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
    here, destination = context.step, _flow_step(context, to)
    if destination.place <= here.place:
        raise Refused(
            "not_ahead", _("That step is not after the current one. To go back, return the deal.")
        )
    recorded = apply_evidence(context, given or {}, people)
    steps = steps_between(context.outline, here.place, destination.place)
    passed = pass_gate(context, steps, waiver)
    context.deal.parked_until = None
    event = record_departure(
        context,
        EventKind.MOVED,
        to=destination,
        waiver=passed.waiver,
        details={"facts": recorded} | passed.details,
    )
    return Moved(context.deal, event, passed.warnings)


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
    destination = _flow_step(context, to)
    if destination.place >= context.step.place:
        raise Refused(
            "not_behind", _("That step is not before the current one. To go on, move the deal.")
        )
    if not reason.strip():
        raise Refused("no_reason", _("Say why the deal goes back."), field="reason")
    context.deal.parked_until = None
    event = record_departure(
        context, EventKind.RETURNED, to=destination, details={"reason": reason.strip()[:500]}
    )
    return Moved(context.deal, event)


def _flow_step(context: DealContext, step_id: StepId) -> StepView:
    for step in context.outline.flow:
        if step.id == step_id:
            return step
    raise Refused("not_in_flow", _("Deals cannot enter this step."), field="to")
