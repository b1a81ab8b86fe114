"""Shapes of deals in the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from pipeloop.company.web.schemas import Id, Problem, Short, Strict, Text
from pipeloop.conveyor.actions.evidence import NewPerson
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.words import DecisionRole, Motion

Minor = Annotated[int, Field(ge=0, le=10**15)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]


class DealOut(Schema):
    """A deal. Amounts are minor units of the currency; `revision` goes into each write."""

    id: int
    revision: int
    title: str
    client: int
    client_name: str
    state: str
    motion: str
    stage: int
    step: int
    entered_step_at: datetime
    amount: int | None
    currency: str
    owner: int | None
    source: str
    product: str
    next_step: str
    next_step_on: date | None
    close_on: date | None
    parked_until: date | None
    created_at: datetime
    closed_at: datetime | None
    reason: str
    facts: dict[str, Any]


class CardOut(Schema):
    id: int
    revision: int
    title: str
    client_name: str
    step: int
    days_on_step: int
    amount: int | None
    currency: str | None
    owner_name: str
    health: str
    risk_signals: list[str]


class CardsOut(Schema):
    items: list[CardOut]
    more: bool


class EventOut(Schema):
    id: int
    kind: str
    at: datetime
    actor: str
    role: str
    from_step: int | None
    to_step: int | None
    waiver: str
    details: dict[str, Any]


class EventsOut(Schema):
    items: list[EventOut]
    more: bool


class LeadIn(Strict):
    client: Short
    title: Short = ""
    contact_name: Short = ""
    phone: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    email: Annotated[
        str, Field(max_length=254, pattern=r"^$|^[^\x00@\s]+@[^\x00@\s]+\.[^\x00@\s]+$")
    ] = ""
    consent: Short = ""
    source: Short = ""
    product: Short = ""
    amount: Minor | None = None
    currency: Currency | None = None
    motion: Motion = Motion.NEW
    step: Id | None = None


class Proof(Strict):
    note: Text = ""
    on: date | None = None


class PersonAtClient(Strict):
    name: Short
    role: DecisionRole

    def as_new(self) -> NewPerson:
        return NewPerson(self.name, self.role)


class FactsIn(Strict):
    """Evidence by key, `{"field:source": "…", "buyer:scope_confirmed": {"note": "…"}}`."""

    seen: Revision
    facts: dict[Short, Text | Proof] = Field(default={}, max_length=50)
    people: list[PersonAtClient] = Field(default=[], max_length=20)

    def given(self) -> dict[str, Any]:
        """What was given, as it would be typed in."""
        return {
            key: value
            if isinstance(value, str)
            else {"note": value.note, "on": value.on.isoformat() if value.on else ""}
            for key, value in self.facts.items()
        }


class MoveIn(FactsIn):
    to: Id
    waiver: Short = ""


class WonIn(FactsIn):
    reason: Id
    waiver: Short = ""


class EditIn(Strict):
    """New values; what is not named stays, null empties an amount or a day."""

    seen: Revision
    title: Short = ""
    amount: Minor | None = None
    product: Annotated[str, Field(max_length=150, pattern=r"^[^\x00]*$")] = ""
    next_step: Short = ""
    next_step_on: date | None = None
    close_on: date | None = None


class ReturnIn(Strict):
    seen: Revision
    to: Id
    reason: Short


class LostIn(Strict):
    seen: Revision
    reason: Id
    note: Short = ""
    return_on: date | None = None


class NoteIn(Strict):
    text: Text
    contact: bool = False


class CheckOut(Schema):
    rule: str
    evidence: str
    name: str
    holds: bool
    soft: bool


class StaleDeal(Problem):
    """Somebody changed the deal after it was read; `fresh` is the deal as it is now."""

    fresh: DealOut | None = None


class ClosedGate(StaleDeal):
    """The gate is closed: every criterion, in the order a person would fill them."""

    checks: list[CheckOut] = []


def deal_out(deal: Deal) -> DealOut:
    """A deal's row, with its client read, as the API gives it."""
    return DealOut(
        id=deal.pk,
        revision=deal.revision,
        title=deal.title,
        client=deal.account_id,
        client_name=deal.account.name,
        state=deal.state,
        motion=deal.motion,
        stage=deal.stage_id,
        step=deal.step_id,
        entered_step_at=deal.entered_step_at,
        amount=deal.amount,
        currency=deal.currency,
        owner=deal.owner_id,
        source=deal.source,
        product=deal.product,
        next_step=deal.next_step,
        next_step_on=deal.next_step_on,
        close_on=deal.close_on,
        parked_until=deal.parked_until,
        created_at=deal.created_at,
        closed_at=deal.closed_at,
        reason=deal.reason.code if deal.reason else "",
        facts=deal.facts,
    )
