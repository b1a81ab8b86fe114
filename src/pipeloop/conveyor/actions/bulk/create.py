"""Loading deals with their past: from another system, or for a demonstration.

What is loaded becomes the same rows and events that people make, marked with its origin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from pipeloop.clients.actions import AccountsByName, LoadedContact, create_contacts
from pipeloop.company.models import Origin
from pipeloop.company.queries import the_company
from pipeloop.conveyor.actions.bulk.past import (
    LoadContext,
    LoadCounts,
    PastContact,
    PastDeal,
    Position,
    apply_past_events,
    event_rows,
)
from pipeloop.conveyor.actions.bulk.update import last_event_at, update_deal
from pipeloop.conveyor.models import Deal, Event, Participant
from pipeloop.conveyor.queries.judging import judge_at
from pipeloop.core.clock import now
from pipeloop.core.jobs import defer
from pipeloop.process.queries import Outline

CHUNK = 1000


def load_deals(
    deals: Iterable[PastDeal],
    plan: Outline,
    origin: Origin,
    *,
    system: str = "",
    progress: Callable[[int], None] | None = None,
    before_update: Callable[[Deal], None] | None = None,
) -> LoadCounts:
    """Write deals with their past, in the caller's transaction.

    Args:
        system: where the external ids come from.
        progress: called with how many deals are done, now and then.
        before_update: called with each deal as it was before it is updated.
    """
    company, at = the_company(), now()
    context = LoadContext(plan, company, judge_at(at, company, plan), origin, system, at)
    clients, counts, done = AccountsByName(origin, at), LoadCounts(), 0
    stream = iter(deals)
    while chunk := list(islice(stream, CHUNK)):
        _load_chunk(chunk, context, clients, counts, before_update)
        done += len(chunk)
        if progress:
            progress(done)
    # The usual times follow from what was loaded.
    defer("conveyor.measure_usual_times")
    return counts


def _load_chunk(
    chunk: list[PastDeal],
    context: LoadContext,
    clients: AccountsByName,
    counts: LoadCounts,
    before_update: Callable[[Deal], None] | None,
) -> None:
    clients.ensure((past.client, past.client_columns) for past in chunk)
    known = _known(chunk, context.system)
    last_event = last_event_at(known.values())
    fresh: list[tuple[PastDeal, Deal]] = []
    for past in chunk:
        before = known.get(past.external_id) if past.external_id else None
        if before is None:
            deal = _deal(past, context, clients)
            fresh.append((past, deal))
            if past.external_id:
                known[past.external_id] = deal
        elif before._state.adding or before.revision > 0:
            counts.left_alone += 1
        elif update_deal(past, before, last_event[before.pk], context, before_update):
            counts.updated += 1
        else:
            counts.same += 1
    _create(fresh, context)
    counts.created += len(fresh)


def _known(chunk: Sequence[PastDeal], system: str) -> dict[str, Deal]:
    ids = [past.external_id for past in chunk if past.external_id]
    rows = Deal.objects.select_for_update(of=("self",)).select_related("account", "owner")
    rows = rows.filter(external_system=system, external_id__in=ids)
    return {deal.external_id: deal for deal in rows}


def _deal(past: PastDeal, context: LoadContext, clients: AccountsByName) -> Deal:
    deal = Deal(
        title=(past.title or past.client)[:200],
        account=clients[past.client],
        motion=past.motion,
        source=past.source[:100],
        product=past.product[:150],
        amount=past.amount,
        currency=past.currency or context.company.currency,
        version_id=context.plan.version_id,
        owner=past.owner,
        hunter=past.hunter,
        facts=past.facts,
        origin=context.origin,
        external_system=context.system if past.external_id else "",
        external_id=past.external_id[:100],
        created_at=past.past_events[0].at,
        **past.columns,
    )
    deal.entered_stage_at = deal.entered_step_at = deal.created_at
    apply_past_events(deal, past, past.past_events, context)
    return deal


def _create(fresh: list[tuple[PastDeal, Deal]], context: LoadContext) -> None:
    people = [(deal, contact) for past, deal in fresh for contact in past.contacts]
    contacts = create_contacts((_contact(*person) for person in people), context.origin)
    for (deal, _person), contact in zip(people, contacts, strict=True):
        deal.contact = deal.contact or contact
    Deal.objects.bulk_create([deal for _past, deal in fresh])
    Participant.objects.bulk_create(
        Participant(deal=deal, contact=contact, role=person.role)
        for (deal, person), contact in zip(people, contacts, strict=True)
        if person.role
    )
    Event.objects.bulk_create(
        row
        for past, deal in fresh
        for row in event_rows(
            deal, past.past_events, Position(None, deal.created_at, deal.created_at), context
        )
    )


def _contact(deal: Deal, person: PastContact) -> LoadedContact:
    return LoadedContact(
        account=deal.account,
        name=person.name,
        at=deal.created_at,
        position=person.position,
        phone=person.phone,
        email=person.email,
        consent=person.consent,
    )
