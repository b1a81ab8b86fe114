"""Deals with their past, as they come from another system, a file or the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeloop.company.models import Company, Origin, Person
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.queries.judging import Judge
from pipeloop.conveyor.words import DEPARTURES, DealState, EventKind, Motion
from pipeloop.process.models import Reason
from pipeloop.process.queries import Outline, StepView
from pipeloop.process.words import StageKind


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One thing that happened to a loaded deal; `step` is where it then stood."""

    at: datetime
    kind: EventKind
    step: StepView
    actor: Person | None = None
    waiver: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastContact:
    """Somebody at the client; `role` is their part in the decision, if known."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""
    role: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True)
class PastDeal:
    """A deal with its past.

    Args:
        external_id: its name in the system it came from; loaded again, it is the same deal.
        past_events: what happened, the creation first; in order of time.
        current_step: where the source says that it stands now, with or without a date of the move.
        amount: minor units of `currency`.
    """

    client: str
    past_events: tuple[PastEvent, ...]
    external_id: str = ""
    current_step: StepView | None = None
    title: str = ""
    contacts: tuple[PastContact, ...] = ()
    amount: int | None = None
    currency: str = ""
    source: str = ""
    product: str = ""
    motion: Motion = Motion.NEW
    owner: Person | None = None
    hunter: Person | None = None
    reason: Reason | None = None
    reason_note: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    client_columns: dict[str, Any] = field(default_factory=dict)


@dataclass
class LoadCounts:
    """What a load did: deals created, updated, the same as before, and left alone because people
    have worked on them here."""

    created: int = 0
    updated: int = 0
    same: int = 0
    left_alone: int = 0


@dataclass(frozen=True, slots=True)
class LoadContext:
    """What a load has at hand: read once for all of its deals."""

    plan: Outline
    company: Company
    judge: Judge
    origin: Origin
    system: str
    at: datetime


@dataclass
class Position:
    """Where a deal stands while its past is gone through, and since when."""

    step: StepView | None
    entered_step_at: datetime
    entered_stage_at: datetime


def apply_past_events(
    deal: Deal, past: PastDeal, events: Sequence[PastEvent], context: LoadContext
) -> None:
    """Put the deal where these events have brought it, from where it stood, and judge it."""
    for event in events:
        if deal.stage_id != event.step.stage_id:
            deal.entered_stage_at = event.at
            if context.plan.stage(event.step.stage_id).kind == StageKind.CLIENT_FULFILLMENT:
                deal.signed_at = deal.signed_at or event.at
        if deal.step_id != event.step.id:
            deal.entered_step_at = event.at
        deal.step_id, deal.stage_id = event.step.id, event.step.stage_id
    last = events[-1]
    deal.state, deal.closed_at, deal.reason = DealState.OPEN, None, None
    if last.kind in (EventKind.WON, EventKind.LOST):
        deal.state = DealState.WON if last.kind == EventKind.WON else DealState.LOST
        deal.closed_at, deal.reason, deal.reason_note = last.at, past.reason, past.reason_note
        if deal.state == DealState.WON:
            deal.signed_at = deal.signed_at or last.at
    deal.waivers += sum(bool(event.waiver) for event in events)
    context.judge.set_moments(deal, sum(bool(contact.role) for contact in past.contacts))


def event_rows(
    deal: Deal, events: Sequence[PastEvent], position: Position, context: LoadContext
) -> list[Event]:
    """Past events as rows, with the working time stood before each departure."""
    return [_event_row(deal, event, position, context) for event in events]


def _event_row(deal: Deal, past: PastEvent, position: Position, context: LoadContext) -> Event:
    here = position.step
    row = Event(
        deal=deal,
        kind=past.kind,
        at=past.at,
        recorded_at=context.at,
        actor=past.actor,
        role=(here or past.step).role_code,
        version_id=context.plan.version_id,
        waiver=past.waiver,
        details=past.details,
        origin=context.origin,
    )
    if past.kind not in (EventKind.WON, EventKind.LOST):
        row.to_step_id, row.to_stage_id = past.step.id, past.step.stage_id
    if here is not None and past.kind in DEPARTURES:
        row.from_step_id, row.from_stage_id = here.id, here.stage_id
        # Of a move whose day nobody knows, nobody knows how long it took.
        if not past.details.get("date_unknown"):
            work = context.judge.work(deal)
            row.step_work_s = work.between(position.entered_step_at, past.at)
            row.stage_work_s = work.between(position.entered_stage_at, past.at)
    if here is None or past.step.id != here.id:
        position.entered_step_at = past.at
    if here is None or past.step.stage_id != here.stage_id:
        position.entered_stage_at = past.at
    position.step = past.step
    return row
