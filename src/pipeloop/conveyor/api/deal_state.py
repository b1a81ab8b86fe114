"""Work on a deal where it stands: owners, parking, people at the client."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router

from pipeloop.company.web.http import person
from pipeloop.company.web.idempotency import once
from pipeloop.company.web.schemas import REFUSALS, Id, Short, Strict
from pipeloop.conveyor import actions
from pipeloop.conveyor.api.shapes import (
    DealOut,
    PersonAtClient,
    Revision,
    StaleDeal,
    deal_out,
)
from pipeloop.core.ids import DealId, PersonId

router = Router(tags=["deals"])
ANSWERS = {200: DealOut} | REFUSALS | {409: StaleDeal}


class AssignIn(Strict):
    seen: Revision
    owner: Id


class ParkIn(Strict):
    """`agreed` says how the client confirmed it."""

    seen: Revision
    until: date
    reason: Short
    agreed: Short


class SeenIn(Strict):
    seen: Revision


class ReopenIn(SeenIn):
    why: Short


class ParticipantIn(SeenIn):
    person: PersonAtClient


@router.post("/deals/{int:deal_id}/owner", response=ANSWERS)
@once
def assign_deal(request: HttpRequest, deal_id: Id, body: AssignIn) -> tuple[int, DealOut]:
    """Give a deal to somebody who works here."""
    deal = actions.assign_deal(
        person(request), DealId(deal_id), seen=body.seen, owner=PersonId(body.owner)
    )
    return 200, deal_out(deal)


@router.post("/deals/{int:deal_id}/park", response=ANSWERS)
@once
def park_deal(request: HttpRequest, deal_id: Id, body: ParkIn) -> tuple[int, DealOut]:
    """Let a deal sleep until a day, with the client's consent."""
    return 200, deal_out(actions.park_deal(person(request), DealId(deal_id), **body.dict()))


@router.post("/deals/{int:deal_id}/resume", response=ANSWERS)
@once
def resume_deal(request: HttpRequest, deal_id: Id, body: SeenIn) -> tuple[int, DealOut]:
    """Resume a parked deal before its day."""
    return 200, deal_out(actions.resume_deal(person(request), DealId(deal_id), seen=body.seen))


@router.post("/deals/{int:deal_id}/reopen", response=ANSWERS)
@once
def reopen_deal(request: HttpRequest, deal_id: Id, body: ReopenIn) -> tuple[int, DealOut]:
    """Open a closed deal again on the step where it was closed."""
    reopened = actions.reopen_deal(person(request), DealId(deal_id), seen=body.seen, why=body.why)
    return 200, deal_out(reopened.deal)


@router.post("/deals/{int:deal_id}/people", response=ANSWERS)
@once
def add_participant(request: HttpRequest, deal_id: Id, body: ParticipantIn) -> tuple[int, DealOut]:
    """Put somebody at the client on the deal's map of the decision."""
    added = actions.add_participant(
        person(request), DealId(deal_id), seen=body.seen, person=body.person.as_new()
    )
    return 200, deal_out(added.deal)
