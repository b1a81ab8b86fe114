"""Deals: list, one, new, notes, facts."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from pipeloop.company.web.http import person
from pipeloop.company.web.idempotency import once
from pipeloop.company.web.schemas import REFUSALS, Id, Page, Short
from pipeloop.conveyor import actions, queries
from pipeloop.conveyor.actions.editing import Edit
from pipeloop.conveyor.actions.leads import Lead
from pipeloop.conveyor.api.shapes import (
    CardOut,
    CardsOut,
    DealOut,
    EditIn,
    EventOut,
    EventsOut,
    FactsIn,
    LeadIn,
    NoteIn,
    StaleDeal,
    deal_out,
)
from pipeloop.conveyor.queries import Card, Filters
from pipeloop.core.ids import DealId, StepId

router = Router(tags=["deals"])


class DealFilter(Page):
    text: Short = ""
    owner: Id | None = None
    team: Id | None = None
    source: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    hanging: bool = False
    state: Literal["", "open", "won", "lost"] = ""
    order: Literal[
        "", "client", "-client", "amount", "-amount", "days", "-days", "next", "-next"
    ] = ""


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
def list_deals(request: HttpRequest, chosen: Query[DealFilter]) -> CardsOut:
    """Deals that match."""
    filters = Filters(**chosen.dict(exclude={"page", "size"}))
    cards, more = queries.deals(person(request), filters, page=chosen.page, size=chosen.size)
    return CardsOut(items=[_card(card) for card in cards], more=more)


@router.post("/deals", response={201: DealOut} | REFUSALS)
@once
def create_deal(request: HttpRequest, body: LeadIn) -> tuple[int, DealOut]:
    """Bring a lead onto the conveyor."""
    fields = body.dict(exclude={"step", "currency"})
    deal = actions.create_lead(
        person(request),
        Lead(**fields, currency=body.currency or ""),
        at_step=StepId(body.step) if body.step else None,
    )
    return 201, deal_out(deal)


@router.get("/deals/{int:deal_id}", response={200: DealOut} | REFUSALS)
def get_deal(request: HttpRequest, deal_id: Id) -> DealOut:
    """One deal."""
    return deal_out(queries.visible_deal(person(request), DealId(deal_id)))


@router.patch("/deals/{int:deal_id}", response={200: DealOut} | REFUSALS | {409: StaleDeal})
@once
def update_deal(request: HttpRequest, deal_id: Id, body: EditIn) -> tuple[int, DealOut]:
    """Change a deal's title, amount, product or dates."""
    named = body.dict(exclude_unset=True, exclude={"seen"})
    deal = actions.edit_deal(person(request), DealId(deal_id), seen=body.seen, edit=Edit(**named))
    return 200, deal_out(deal)


@router.get("/deals/{int:deal_id}/events", response={200: EventsOut} | REFUSALS)
def list_deal_events(request: HttpRequest, deal_id: Id, chosen: Query[Page]) -> EventsOut:
    """The events of a deal, newest first."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    events = queries.timeline(deal, start=chosen.start, limit=chosen.size + 1)
    items = [
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
        for event in events[: chosen.size]
    ]
    return EventsOut(items=items, more=len(events) > chosen.size)


@router.post("/deals/{int:deal_id}/facts", response={200: DealOut} | REFUSALS | {409: StaleDeal})
@once
def record_evidence(request: HttpRequest, deal_id: Id, body: FactsIn) -> tuple[int, DealOut]:
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
def add_note(request: HttpRequest, deal_id: Id, body: NoteIn) -> tuple[int, DealOut]:
    """Write a note."""
    deal = actions.add_note(person(request), DealId(deal_id), text=body.text, contact=body.contact)
    return 200, deal_out(deal)
