"""Moves of deals: forward, back, won, lost."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from pipeloop.company.web.http import person
from pipeloop.company.web.idempotency import once
from pipeloop.company.web.schemas import REFUSALS, Id
from pipeloop.conveyor import actions
from pipeloop.conveyor.api.shapes import (
    ClosedGate,
    DealOut,
    LostIn,
    MoveIn,
    ReturnIn,
    StaleDeal,
    WonIn,
    deal_out,
)
from pipeloop.core.ids import DealId, StepId

router = Router(tags=["deals"])
GATED = {200: DealOut} | REFUSALS | {409: ClosedGate}
CHECKED = {200: DealOut} | REFUSALS | {409: StaleDeal}


@router.post("/deals/{int:deal_id}/move", response=GATED)
@once
def move_deal(request: HttpRequest, deal_id: Id, body: MoveIn) -> tuple[int, DealOut]:
    """Move a deal to a step ahead. A closed gate is answered by 409 with what is missing."""
    moved = actions.move_deal(
        person(request),
        DealId(deal_id),
        StepId(body.to),
        seen=body.seen,
        given=body.given(),
        people=[one.as_new() for one in body.people],
        waiver=body.waiver,
    )
    return 200, deal_out(moved.deal)


@router.post("/deals/{int:deal_id}/return", response=CHECKED)
@once
def return_deal(request: HttpRequest, deal_id: Id, body: ReturnIn) -> tuple[int, DealOut]:
    """Return a deal to an earlier step."""
    moved = actions.return_deal(
        person(request), DealId(deal_id), StepId(body.to), seen=body.seen, reason=body.reason
    )
    return 200, deal_out(moved.deal)


@router.post("/deals/{int:deal_id}/won", response=GATED)
@once
def win_deal(request: HttpRequest, deal_id: Id, body: WonIn) -> tuple[int, DealOut]:
    """Close a deal as won."""
    moved = actions.close_won(
        person(request),
        DealId(deal_id),
        seen=body.seen,
        reason=body.reason,
        given=body.given(),
        people=[one.as_new() for one in body.people],
        waiver=body.waiver,
    )
    return 200, deal_out(moved.deal)


@router.post("/deals/{int:deal_id}/lost", response=CHECKED)
@once
def lose_deal(request: HttpRequest, deal_id: Id, body: LostIn) -> tuple[int, DealOut]:
    """Close a deal as lost."""
    moved = actions.close_lost(
        person(request),
        DealId(deal_id),
        seen=body.seen,
        reason=body.reason,
        note=body.note,
        return_on=body.return_on,
    )
    return 200, deal_out(moved.deal)
