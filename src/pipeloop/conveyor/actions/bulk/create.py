"""Bringing many deals at once, with their past: from another system, or for a demonstration.

What is loaded becomes the same rows and events that people make, marked with its origin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Max

from pipeloop.company.models import Company, Origin, Person
from pipeloop.company.queries import the_company
from pipeloop.company.queries.working_time import WorkTimes, working_times
from pipeloop.conveyor.actions.bulk.clients import Clients
from pipeloop.conveyor.domain.verdicts import hanging_verdict
from pipeloop.conveyor.models import Contact, Deal, Event, Participant
from pipeloop.conveyor.words import DEPARTURES, DealState, EventKind, Motion
from pipeloop.core.clock import now
from pipeloop.process.models import Reason
from pipeloop.process.queries import Outline, StepView
from pipeloop.process.words import StageKind

CHUNK = 1000


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
        stands: the step that the source says it stands on now, whether or not it dates the move.
        amount: minor units of `currency`.
    """

    client: str
    past_events: tuple[PastEvent, ...]
    external_id: str = ""
    stands: StepView | None = None
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
class Loaded:
    """What a load did: deals made, brought up to date, found as they were, and left alone
    because people have worked on them here."""

    made: int = 0
    updated: int = 0
    same: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Ground:
    plan: Outline
    company: Company
    works: WorkTimes
    origin: Origin
    system: str
    at: datetime


def load_deals(
    deals: Iterable[PastDeal],
    plan: Outline,
    origin: Origin,
    *,
    system: str = "",
    progress: Callable[[int], None] | None = None,
    keep: Callable[[Deal], None] | None = None,
) -> Loaded:
    """Write deals with their past, in the caller's transaction.

    Args:
        system: where the external ids come from.
        progress: told how many deals are done, now and then.
        keep: shown each deal as it was before it is brought up to date.
    """
    ground = _Ground(plan, the_company(), working_times(), origin, system, now())
    clients, result, done = Clients(origin, ground.at), Loaded(), 0
    stream = iter(deals)
    while chunk := list(islice(stream, CHUNK)):
        _load_chunk(chunk, ground, clients, result, keep)
        done += len(chunk)
        if progress:
            progress(done)
    return result


def _load_chunk(
    chunk: list[PastDeal],
    ground: _Ground,
    clients: Clients,
    result: Loaded,
    keep: Callable[[Deal], None] | None,
) -> None:
    clients.know((past.client, past.client_columns) for past in chunk)
    known = _known(chunk, ground.system)
    heard = _heard(known.values())
    fresh: list[tuple[PastDeal, Deal]] = []
    for past in chunk:
        before = known.get(past.external_id) if past.external_id else None
        if before is None:
            deal = _deal(past, ground, clients)
            fresh.append((past, deal))
            if past.external_id:
                known[past.external_id] = deal
        elif before._state.adding or before.revision > 0:
            result.left += 1
        else:
            if _bring_up_to_date(past, before, heard[before.pk], ground, keep):
                result.updated += 1
            else:
                result.same += 1
    _write(fresh, ground)
    result.made += len(fresh)


def _known(chunk: Sequence[PastDeal], system: str) -> dict[str, Deal]:
    ids = [past.external_id for past in chunk if past.external_id]
    rows = Deal.objects.select_for_update(of=("self",)).select_related("account", "owner")
    found = rows.filter(external_system=system, external_id__in=ids)
    return {deal.external_id: deal for deal in found}


def _heard(deals: Iterable[Deal]) -> dict[int, datetime]:
    """When each of these deals was last heard of."""
    events = Event.objects.filter(deal__in=list(deals)).order_by()
    return dict(events.values_list("deal").annotate(Max("at")))


def _deal(past: PastDeal, ground: _Ground, clients: Clients) -> Deal:
    deal = Deal(
        title=(past.title or past.client)[:200],
        account=clients[past.client],
        motion=past.motion,
        source=past.source[:100],
        product=past.product[:150],
        amount=past.amount,
        currency=past.currency or ground.company.currency,
        version_id=ground.plan.version_id,
        owner=past.owner,
        hunter=past.hunter,
        facts=past.facts,
        origin=ground.origin,
        external_system=ground.system if past.external_id else "",
        external_id=past.external_id[:100],
        created_at=past.past_events[0].at,
        **past.columns,
    )
    deal.entered_stage_at = deal.entered_step_at = deal.created_at
    _stand(deal, past, past.past_events, ground)
    return deal


def _stand(deal: Deal, past: PastDeal, past_events: Sequence[PastEvent], ground: _Ground) -> None:
    """Put the deal where these past_events have brought it, from where it stood."""
    for past_event in past_events:
        if deal.stage_id != past_event.step.stage_id:
            deal.entered_stage_at = past_event.at
            if ground.plan.stage(past_event.step.stage_id).kind == StageKind.CLIENT_FULFILLMENT:
                deal.signed_at = deal.signed_at or past_event.at
        if deal.step_id != past_event.step.id:
            deal.entered_step_at = past_event.at
        deal.step_id, deal.stage_id = past_event.step.id, past_event.step.stage_id
    last = past_events[-1]
    deal.state, deal.closed_at, deal.reason = DealState.OPEN, None, None
    if last.kind in (EventKind.WON, EventKind.LOST):
        deal.state = DealState.WON if last.kind == EventKind.WON else DealState.LOST
        deal.closed_at, deal.reason, deal.reason_note = last.at, past.reason, past.reason_note
        if deal.state == DealState.WON:
            deal.signed_at = deal.signed_at or last.at
    deal.waivers += sum(bool(past_event.waiver) for past_event in past_events)
    _judge(deal, past, ground)


def _judge(deal: Deal, past: PastDeal, ground: _Ground) -> None:
    deal.warns_at = deal.hangs_at = None
    if deal.state == DealState.OPEN:
        people = sum(bool(contact.role) for contact in past.contacts)
        work = ground.works.of(deal.owner.team_id if deal.owner else None)
        found = hanging_verdict(deal, ground.company, ground.plan, ground.at, people, work)
        deal.warns_at, deal.hangs_at = found.warns_at, found.hangs_at


def _write(fresh: list[tuple[PastDeal, Deal]], ground: _Ground) -> None:
    contacts = [
        (deal, contact, _contact(deal, contact, ground))
        for past, deal in fresh
        for contact in past.contacts
    ]
    Contact.objects.bulk_create([row for _deal, _contact, row in contacts])
    for deal, _past, row in contacts:
        deal.contact = deal.contact or row
    Deal.objects.bulk_create([deal for _past, deal in fresh])
    Participant.objects.bulk_create(
        Participant(deal=deal, contact=row, role=contact.role)
        for deal, contact, row in contacts
        if contact.role
    )
    Event.objects.bulk_create(
        event
        for past, deal in fresh
        for event in _events(
            deal, past.past_events, _Walk(None, deal.created_at, deal.created_at), ground
        )
    )


def _contact(deal: Deal, contact: PastContact, ground: _Ground) -> Contact:
    return Contact(
        account=deal.account,
        name=contact.name[:150],
        position=contact.position[:150],
        phone=contact.phone[:40],
        email=contact.email[:254],
        consent_source=contact.consent[:200],
        consent_at=deal.created_at if contact.consent else None,
        created_at=deal.created_at,
        origin=ground.origin,
    )


@dataclass
class _Walk:
    """Where a deal stands while its past is gone through."""

    here: StepView | None
    came_step: datetime
    came_stage: datetime


def _events(
    deal: Deal, past_events: Sequence[PastEvent], walk: _Walk, ground: _Ground
) -> list[Event]:
    """Passages as events, with the working time stood before each departure."""
    work = ground.works.of(deal.owner.team_id if deal.owner else None)
    events = []
    for past_event in past_events:
        here = walk.here
        event = Event(
            deal=deal,
            kind=past_event.kind,
            at=past_event.at,
            recorded_at=ground.at,
            actor=past_event.actor,
            role=(here or past_event.step).role_code,
            version_id=ground.plan.version_id,
            waiver=past_event.waiver,
            details=past_event.details,
            origin=ground.origin,
        )
        if past_event.kind not in (EventKind.WON, EventKind.LOST):
            event.to_step_id, event.to_stage_id = past_event.step.id, past_event.step.stage_id
        if here is not None and past_event.kind in DEPARTURES:
            event.from_step_id, event.from_stage_id = here.id, here.stage_id
            event.step_work_s = work.between(walk.came_step, past_event.at)
            event.stage_work_s = work.between(walk.came_stage, past_event.at)
        if here is None or past_event.step.id != here.id:
            walk.came_step = past_event.at
        if here is None or past_event.step.stage_id != here.stage_id:
            walk.came_stage = past_event.at
        walk.here = past_event.step
        events.append(event)
    return events


def _bring_up_to_date(
    past: PastDeal,
    deal: Deal,
    heard: datetime,
    ground: _Ground,
    keep: Callable[[Deal], None] | None,
) -> bool:
    """Whether the source tells anything that is new here; if so, the deal has it now."""
    new = _news(past, deal, heard, ground)
    told = {
        "title": past.title[:200],
        "amount": past.amount,
        "currency": "" if past.amount is None else past.currency,
        "source": past.source[:100],
        "product": past.product[:150],
        "owner": past.owner,
        "hunter": past.hunter,
    }
    # What the file does not tell stays as it is.
    fresh = {n: v for n, v in told.items() if v not in (None, "") and getattr(deal, n) != v}
    if not new and not fresh:
        return False
    if keep:
        keep(deal)
    for name, value in fresh.items():
        setattr(deal, name, value)
    if new:
        here = ground.plan.step(deal.step_id)
        walk = _Walk(here, deal.entered_step_at, deal.entered_stage_at)
        events = _events(deal, new, walk, ground)
        _stand(deal, past, new, ground)
        Event.objects.bulk_create(events)
    deal.save()
    return True


def _news(past: PastDeal, deal: Deal, heard: datetime, ground: _Ground) -> list[PastEvent]:
    """What has happened to a deal since it was last heard of."""
    here, end = ground.plan.step(deal.step_id), past.past_events[-1]
    closes = end.kind in (EventKind.WON, EventKind.LOST)
    new: list[PastEvent] = []
    for past_event in past.past_events:
        if past_event.kind == EventKind.CREATED or past_event.at <= heard:
            continue
        if past_event.kind in (EventKind.WON, EventKind.LOST):
            # A file that tells only how a deal ended closes it where it stands.
            new.append(replace(past_event, step=here))
            continue
        new.append(past_event)
        here = past_event.step
    if closes and deal.state == end.kind and all(p.kind == end.kind for p in new):
        # It has ended so already: another date of the same end is not a second end.
        return []
    if deal.state != DealState.OPEN:
        return new
    if closes:
        return new or [PastEvent(heard, end.kind, here)]
    if past.stands and past.stands.id != here.id:
        kind = EventKind.MOVED if past.stands.place > here.place else EventKind.RETURNED
        at = max(ground.at, heard)
        new.append(PastEvent(at, kind, past.stands, details={"date_unknown": True}))
    return new
