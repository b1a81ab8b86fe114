"""Loading again: known deals get what is new in their source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Max

from pipeloop.conveyor.actions.bulk.past import (
    LoadContext,
    PastDeal,
    PastEvent,
    Position,
    apply_past_events,
    event_rows,
)
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import DealState, EventKind


def last_event_at(deals: Iterable[Deal]) -> dict[int, datetime]:
    """When the last event of each of these deals was: one statement."""
    events = Event.objects.filter(deal__in=list(deals)).order_by()
    return dict(events.values_list("deal").annotate(Max("at")))


def update_deal(
    past: PastDeal,
    deal: Deal,
    last_event: datetime,
    context: LoadContext,
    before_update: Callable[[Deal], None] | None,
) -> bool:
    """Update a deal from its source; answers whether anything has changed.

    Args:
        last_event: when its last event was.
        before_update: called with the deal as it was, before it changes.
    """
    new_events = _new_events(past, deal, last_event, context)
    columns = {
        "title": past.title[:200],
        "amount": past.amount,
        "currency": "" if past.amount is None else past.currency,
        "source": past.source[:100],
        "product": past.product[:150],
        "owner": past.owner,
        "hunter": past.hunter,
    }
    # What the file does not give stays as it is.
    changed = {n: v for n, v in columns.items() if v not in (None, "") and getattr(deal, n) != v}
    if not new_events and not changed:
        return False
    if before_update:
        before_update(deal)
    for name, value in changed.items():
        setattr(deal, name, value)
    if new_events:
        here = context.plan.step(deal.step_id)
        position = Position(here, deal.entered_step_at, deal.entered_stage_at)
        rows = event_rows(deal, new_events, position, context)
        apply_past_events(deal, past, new_events, context)
        Event.objects.bulk_create(rows)
    deal.save()
    return True


def _new_events(
    past: PastDeal, deal: Deal, last_event: datetime, context: LoadContext
) -> list[PastEvent]:
    """What has happened to a deal since its last event."""
    here, end = context.plan.step(deal.step_id), past.past_events[-1]
    closes = end.kind in (EventKind.WON, EventKind.LOST)
    new: list[PastEvent] = []
    for event in past.past_events:
        if event.kind == EventKind.CREATED or event.at <= last_event:
            continue
        if event.kind in (EventKind.WON, EventKind.LOST):
            # A file that gives only the outcome closes the deal where it stands.
            new.append(replace(event, step=here))
            continue
        new.append(event)
        here = event.step
    if closes and deal.state == end.kind and all(event.kind == end.kind for event in new):
        # It has ended so already: another date of the same end is not a second end.
        return []
    if deal.state != DealState.OPEN:
        return new
    if closes:
        return new or [PastEvent(last_event, end.kind, here)]
    if past.current_step and past.current_step.id != here.id:
        kind = EventKind.MOVED if past.current_step.place > here.place else EventKind.RETURNED
        at = max(context.at, last_event)
        new.append(PastEvent(at, kind, past.current_step, details={"date_unknown": True}))
    return new
