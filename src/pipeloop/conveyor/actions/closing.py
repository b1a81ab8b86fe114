"""Closing a deal, won or lost, and opening it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.conveyor.actions.deal_context import DealContext, lock_deal
from pipeloop.conveyor.actions.evidence import Evidence, NewPerson, apply_evidence
from pipeloop.conveyor.actions.gates import pass_gate
from pipeloop.conveyor.actions.moving import Moved
from pipeloop.conveyor.actions.recording import record, record_departure
from pipeloop.conveyor.domain.gate import steps_between
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import DealState, EventKind
from pipeloop.core.errors import Refused
from pipeloop.core.ids import DealId
from pipeloop.process.models import Reason
from pipeloop.process.queries import StepView
from pipeloop.process.words import ReasonClass, StageKind


@transaction.atomic
def close_won(
    actor: Person,
    deal_id: DealId,
    *,
    seen: int | None,
    reason: int,
    given: Evidence | None = None,
    people: Sequence[NewPerson] = (),
    waiver: str = "",
) -> Moved:
    """Close a deal as won, if every gate up to the contract, or to its end, holds.

    Raises:
        Forbidden, Stale, GateClosed: as for `move_deal`.
        Refused: the reason is not one of winning.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    chosen = _reason(context, reason, won=True)
    recorded = apply_evidence(context, given or {}, people)
    _record_outcome(context, "won", chosen)
    passed = pass_gate(context, _remaining_steps(context), waiver)
    context.deal.signed_at = context.deal.signed_at or context.at
    details = {"facts": recorded, "reason": chosen.code} | passed.details
    event = _close(context, DealState.WON, chosen, details, passed.waiver)
    return Moved(context.deal, event, passed.warnings)


@transaction.atomic
def close_lost(
    actor: Person,
    deal_id: DealId,
    *,
    seen: int | None,
    reason: int,
    note: str = "",
    return_on: date | None = None,
) -> Moved:
    """Close a deal as lost, with a reason, and perhaps a day to come back to the client.

    Raises:
        Forbidden, Stale: as for `move_deal`.
        Refused: the reason is not one of losing, or the day has passed.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    chosen = _reason(context, reason, won=False)
    if return_on and return_on <= timezone.localdate(context.at):
        raise Refused("date_passed", _("Choose a day to come."), field="return_on")
    context.deal.return_on = return_on
    context.deal.reason_note = note.strip()[:500]
    _record_outcome(context, chosen.kind, chosen)
    details = {"reason": chosen.code, "note": context.deal.reason_note}
    return Moved(context.deal, _close(context, DealState.LOST, chosen, details))


@transaction.atomic
def reopen_deal(actor: Person, deal_id: DealId, *, seen: int | None, why: str) -> Moved:
    """Open a closed deal again on the step where it was closed.

    Raises:
        Forbidden, Stale: as for `move_deal`.
        Refused: it is not closed, or nobody says why.
    """
    state = DealState.WON if _is_won(deal_id) else DealState.LOST
    context = lock_deal(actor, deal_id, seen=seen, state=state)
    if not why.strip():
        raise Refused("no_reason", _("Say why the deal opens again."), field="why")
    deal = context.deal
    deal.state, deal.closed_at, deal.reason = DealState.OPEN, None, None
    deal.reason_note, deal.return_on = "", None
    deal.entered_step_at = deal.entered_stage_at = context.at
    if context.outline.stage(deal.stage_id).kind != StageKind.CLIENT_FULFILLMENT:
        deal.signed_at = None
    event = record(context, EventKind.REOPENED, {"why": why.strip()[:500]})
    return Moved(deal, event)


def _is_won(deal_id: DealId) -> bool:
    return Deal.objects.filter(pk=deal_id, state=DealState.WON).exists()


def _reason(context: DealContext, reason_id: int, *, won: bool) -> Reason:
    listed = Reason.objects.filter(process=context.outline.process_id, hidden=False, pk=reason_id)
    chosen = listed.first()
    if chosen is None or (chosen.kind == ReasonClass.WON) != won:
        raise Refused("bad_reason", _("Choose a reason from the list."), field="reason")
    return chosen


def _record_outcome(context: DealContext, outcome: str, reason: Reason) -> None:
    # The review of a won or lost deal asks for the outcome and the reason: both are said here.
    context.deal.facts = {
        **context.deal.facts,
        "field:outcome": outcome,
        "field:loss_reason": reason.code,
    }


def _remaining_steps(context: DealContext) -> tuple[StepView, ...]:
    """Steps whose gates a win must meet: to the contract, or to the end once it is signed."""
    here = context.step
    in_fulfilment = context.outline.stage(here.stage_id).kind == StageKind.CLIENT_FULFILLMENT
    last = StageKind.CLIENT_FULFILLMENT if in_fulfilment else StageKind.LEAD_CONVERSION
    kinds = {stage.id: stage.kind for stage in context.outline.stages}
    ends = [step.place for step in context.outline.flow if kinds[step.stage_id] == last]
    return steps_between(context.outline, here.place, max(ends) + 1)


def _close(
    context: DealContext,
    state: DealState,
    reason: Reason,
    details: dict[str, Any],
    waiver: str = "",
) -> Event:
    deal = context.deal
    deal.state, deal.reason, deal.closed_at = state, reason, context.at
    deal.parked_until = None
    kind = EventKind.WON if state == DealState.WON else EventKind.LOST
    return record_departure(context, kind, waiver=waiver, details=details)
