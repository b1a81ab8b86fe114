"""Closing a deal, won or lost, and opening it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.conveyor import gate, policy
from pipeloop.conveyor.actions.desk import Desk, Fill, NewPerson, fill, leave, open_desk, record
from pipeloop.conveyor.actions.moving import Moved
from pipeloop.conveyor.gate import GateClosed
from pipeloop.conveyor.models import Deal
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
    given: Fill | None = None,
    people: Sequence[NewPerson] = (),
    waiver: str = "",
) -> Moved:
    """Close a deal as won, if every gate up to the contract, or to its end, holds.

    Raises:
        Forbidden, Stale, GateClosed: as for `move_deal`.
        Refused: the reason is not one of winning.
    """
    desk = open_desk(actor, deal_id, seen=seen)
    chosen = _reason(desk, reason, won=True)
    recorded = fill(desk, given or {}, people)
    _note_outcome(desk, "won", chosen)
    found = gate.check(_to_the_end(desk), desk.facts())
    if not found.is_open:
        if not waiver.strip():
            raise GateClosed(found)
        policy.require(actor, policy.let_through, desk.deal)
        desk.deal.waivers += 1
    desk.deal.signed_at = desk.deal.signed_at or desk.at
    waived = [check.criterion.rule.text for check in found.missing]
    details: dict[str, Any] = {"facts": recorded, "reason": chosen.code} | (
        {"waived": waived} if waived else {}
    )
    event = _close(desk, DealState.WON, chosen, details, waiver.strip() if waived else "")
    return Moved(desk.deal, event.event, found.warnings)


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
    desk = open_desk(actor, deal_id, seen=seen)
    chosen = _reason(desk, reason, won=False)
    if return_on and return_on <= timezone.localdate(desk.at):
        raise Refused("date_passed", _("Choose a day to come."), field="return_on")
    desk.deal.return_on = return_on
    desk.deal.reason_note = note.strip()[:500]
    _note_outcome(desk, chosen.kind, chosen)
    details = {"reason": chosen.code, "note": desk.deal.reason_note}
    return _close(desk, DealState.LOST, chosen, details)


@transaction.atomic
def reopen_deal(actor: Person, deal_id: DealId, *, seen: int | None, why: str) -> Moved:
    """Open a closed deal again on the step where it was closed.

    Raises:
        Forbidden, Stale: as for `move_deal`.
        Refused: it is not closed, or nobody says why.
    """
    state = DealState.WON if _is_won(deal_id) else DealState.LOST
    desk = open_desk(actor, deal_id, seen=seen, state=state)
    if not why.strip():
        raise Refused("no_reason", _("Say why the deal opens again."), field="why")
    deal = desk.deal
    deal.state, deal.closed_at, deal.reason = DealState.OPEN, None, None
    deal.reason_note, deal.return_on = "", None
    deal.entered_step_at = deal.entered_stage_at = desk.at
    if desk.outline.stage(deal.stage_id).kind != StageKind.CLIENT_FULFILLMENT:
        deal.signed_at = None
    event = record(desk, EventKind.REOPENED, {"why": why.strip()[:500]})
    return Moved(deal, event)


def _is_won(deal_id: DealId) -> bool:
    return Deal.objects.filter(pk=deal_id, state=DealState.WON).exists()


def _reason(desk: Desk, reason_id: int, *, won: bool) -> Reason:
    listed = Reason.objects.filter(process=desk.outline.process_id, hidden=False, pk=reason_id)
    chosen = listed.first()
    if chosen is None or (chosen.kind == ReasonClass.WON) != won:
        raise Refused("bad_reason", _("Choose a reason from the list."), field="reason")
    return chosen


def _note_outcome(desk: Desk, outcome: str, reason: Reason) -> None:
    # The review of a won or lost deal asks for the outcome and the reason: both are said here.
    desk.deal.facts = {
        **desk.deal.facts,
        "field:outcome": outcome,
        "field:loss_reason": reason.code,
    }


def _to_the_end(desk: Desk) -> tuple[StepView, ...]:
    """Steps whose gates a win must meet: to the contract, or to the end once it is signed."""
    here = desk.step
    in_fulfilment = desk.outline.stage(here.stage_id).kind == StageKind.CLIENT_FULFILLMENT
    last = StageKind.CLIENT_FULFILLMENT if in_fulfilment else StageKind.LEAD_CONVERSION
    kinds = {stage.id: stage.kind for stage in desk.outline.stages}
    ends = [step.place for step in desk.outline.flow if kinds[step.stage_id] == last]
    return gate.between(desk.outline, here.place, max(ends) + 1)


def _close(
    desk: Desk, state: DealState, reason: Reason, details: dict[str, Any], waiver: str = ""
) -> Moved:
    deal = desk.deal
    deal.state, deal.reason, deal.closed_at = state, reason, desk.at
    deal.parked_until = None
    kind = EventKind.WON if state == DealState.WON else EventKind.LOST
    return Moved(deal, leave(desk, kind, waiver=waiver, details=details))
