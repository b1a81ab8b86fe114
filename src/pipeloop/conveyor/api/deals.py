"""Deals: list, one, new, notes, facts."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from pipeloop.company.web.http import person
from pipeloop.company.web.idempotency import once
from pipeloop.company.web.schemas import REFUSALS, Id, Short
from pipeloop.conveyor import actions, queries
from pipeloop.conveyor.actions.editing import Edit
from pipeloop.conveyor.actions.leads import Lead
from pipeloop.conveyor.api.shapes import (
    CardOut,
    CardsOut,
    DealOut,
    EditIn,
    EventOut,
    FactsIn,
    LeadIn,
    NoteIn,
    StaleDeal,
    deal_out,
)
from pipeloop.conveyor.queries import Card, Filters
from pipeloop.core.ids import DealId, StepId

router = Router(tags=["deals"])


class DealFilter(Schema):
    text: Short = ""
    owner: Id | None = None
    team: Id | None = None
    source: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    hanging: bool = False
    state: Literal["", "open", "won", "lost"] = ""
    order: Literal[
        "", "client", "-client", "amount", "-amount", "days", "-days", "next", "-next"
    ] = ""
    page: Annotated[int, Field(ge=1, le=1000)] = 1


def _card(card: Card) -> CardOut:
    return CardOut(
        id=card.id,
        revision=card.revision,
        title=card.title,
        client_name=card.client,
        step=card.step_id,
        days_on_step=card.days,
        amount=card.money.minor if card.money else None,
        currency=card.money.currency if card.money else None,
        owner_name=card.owner,
        health=card.health,
        risk_signals=list(card.risk_signals),
    )


@router.get("/deals", response={200: CardsOut} | REFUSALS)
def deals(request: HttpRequest, chosen: Query[DealFilter]) -> CardsOut:
    """Deals that match, fifty a page."""
    filters = Filters(**chosen.dict(exclude={"page"}))
    cards, more = queries.deals(person(request), filters, page=chosen.page)
    return CardsOut(items=[_card(card) for card in cards], more=more)


@router.post("/deals", response={201: DealOut} | REFUSALS)
@once
def new(request: HttpRequest, body: LeadIn) -> tuple[int, DealOut]:
    """Bring a lead onto the conveyor."""
    told = body.dict(exclude={"step", "currency"})
    deal = actions.create_lead(
        person(request),
        Lead(**told, currency=body.currency or ""),
        at_step=StepId(body.step) if body.step else None,
    )
    return 201, deal_out(deal)


@router.get("/deals/{int:deal_id}", response={200: DealOut} | REFUSALS)
def one(request: HttpRequest, deal_id: Id) -> DealOut:
    """One deal."""
    return deal_out(queries.visible_deal(person(request), DealId(deal_id)))


@router.patch("/deals/{int:deal_id}", response={200: DealOut} | REFUSALS | {409: StaleDeal})
@once
def edit(request: HttpRequest, deal_id: Id, body: EditIn) -> tuple[int, DealOut]:
    """Change a deal's title, amount, product or dates."""
    named = body.dict(exclude_unset=True, exclude={"seen"})
    deal = actions.edit_deal(person(request), DealId(deal_id), seen=body.seen, edit=Edit(**named))
    return 200, deal_out(deal)


@router.get("/deals/{int:deal_id}/events", response={200: list[EventOut]} | REFUSALS)
def events(request: HttpRequest, deal_id: Id) -> list[EventOut]:
    """The latest hundred events of a deal, newest first."""
    found = queries.timeline(queries.visible_deal(person(request), DealId(deal_id)))
    return [
        EventOut(
            id=event.pk,
            kind=event.kind,
            at=event.at,
            actor=event.actor.name if event.actor else "",
            role=event.role,
            from_step=event.from_step_id,
            to_step=event.to_step_id,
            waiver=event.waiver,
            details=event.details,
        )
        for event in found
    ]


@router.post("/deals/{int:deal_id}/facts", response={200: DealOut} | REFUSALS | {409: StaleDeal})
@once
def facts(request: HttpRequest, deal_id: Id, body: FactsIn) -> tuple[int, DealOut]:
    """Record evidence without moving the deal."""
    deal = actions.record_facts(
        person(request),
        DealId(deal_id),
        seen=body.seen,
        given=body.given(),
        people=[one.as_new() for one in body.people],
    )
    return 200, deal_out(deal)


@router.post("/deals/{int:deal_id}/notes", response={200: DealOut} | REFUSALS)
@once
def note(request: HttpRequest, deal_id: Id, body: NoteIn) -> tuple[int, DealOut]:
    """Write a note."""
    deal = actions.note(person(request), DealId(deal_id), text=body.text, contact=body.contact)
    return 200, deal_out(deal)
