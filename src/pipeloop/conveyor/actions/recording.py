"""Leaving a record: every change of a deal ends here, with its event and its verdict made anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeloop.conveyor.actions.deal_context import DealContext
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.queries.judging import count_participants, judge_at
from pipeloop.conveyor.words import EventKind
from pipeloop.process.queries import StepView
from pipeloop.process.words import StageKind

# What the calendar may change in a deal, besides the moments of hanging.
CHANGED_BY_CALENDAR = ("parked_until", "revision", "warns_at", "hangs_at")


def record(context: DealContext, kind: EventKind, details: dict[str, Any] | None = None) -> Event:
    """Record something that happened where the deal stands; save the deal."""
    here = context.step
    event = Event(to_step_id=here.id, to_stage_id=here.stage_id)
    return _save(context, event, kind, details)


def record_departure(
    context: DealContext,
    kind: EventKind,
    *,
    to: StepView | None = None,
    waiver: str = "",
    details: dict[str, Any] | None = None,
) -> Event:
    """Record that the deal leaves its step, with the working time it stood there; save it."""
    deal, here = context.deal, context.step
    event = Event(
        from_step_id=here.id,
        from_stage_id=deal.stage_id,
        to_step_id=to.id if to else None,
        to_stage_id=to.stage_id if to else None,
        step_work_s=context.work.between(deal.entered_step_at, context.at),
        stage_work_s=context.work.between(deal.entered_stage_at, context.at),
        waiver=waiver,
    )
    if to is not None:
        _enter_step(context, to)
    return _save(context, event, kind, details)


def record_many(deals: Sequence[Deal], kind: EventKind, *, at: datetime) -> None:
    """Record that the calendar did the same to many deals, whose rows are held.

    A fixed number of statements for any number of deals. The records name no actor.
    """
    judge, people = judge_at(at), count_participants(deals)
    for deal in deals:
        deal.revision += 1
        judge.set_moments(deal, people.get(deal.pk, 0))
    Deal.objects.bulk_update(deals, CHANGED_BY_CALENDAR)
    Event.objects.bulk_create(
        Event(
            deal=deal,
            kind=kind,
            at=at,
            recorded_at=at,
            version_id=deal.version_id,
            to_step_id=deal.step_id,
            to_stage_id=deal.stage_id,
        )
        for deal in deals
    )


def _enter_step(context: DealContext, step: StepView) -> None:
    """Put the deal on a step, in this moment."""
    deal = context.deal
    if step.stage_id != deal.stage_id:
        deal.entered_stage_at = context.at
        signed = context.outline.stage(step.stage_id).kind == StageKind.CLIENT_FULFILLMENT
        deal.signed_at = (deal.signed_at or context.at) if signed else None
    deal.step_id, deal.stage_id = step.id, step.stage_id
    deal.entered_step_at = context.at


def _save(
    context: DealContext, event: Event, kind: EventKind, details: dict[str, Any] | None
) -> Event:
    deal = context.deal
    deal.revision += 1
    people = count_participants([deal]).get(deal.pk, 0) if deal.pk else 0
    context.judge.set_moments(deal, people)
    deal.save()
    event.deal, event.kind, event.details = deal, kind, details or {}
    event.at = event.recorded_at = context.at
    event.actor, event.role = context.actor, _acting_role(context)
    event.version_id = deal.version_id
    event.save(force_insert=True)
    return event


def _acting_role(context: DealContext) -> str:
    """The role in which the actor works: the step's own if they hold it, else their first."""
    if context.actor.plays(context.step.role_code):
        return context.step.role_code
    return min(context.actor.role_codes, default="")
