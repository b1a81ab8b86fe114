"""Parked deals come back by themselves on their day."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pipeloop.company.queries import the_company
from pipeloop.company.queries.working_time import working_times
from pipeloop.conveyor.domain.verdicts import hanging_verdict
from pipeloop.conveyor.models import Deal, Event, Participant
from pipeloop.conveyor.words import DealState, EventKind
from pipeloop.core.clock import now
from pipeloop.core.ids import VersionId
from pipeloop.process.queries import outline


@transaction.atomic
def unpark_due() -> int:
    """Bring back the parked deals whose day has come; answer how many there were.

    The record names no actor: the calendar did it.
    """
    at, company, works = now(), the_company(), working_times()
    due = (
        Deal.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("account", "owner", "stage")
        .filter(state=DealState.OPEN, parked_until__lte=timezone.localdate(at))
    )
    woken = 0
    for deal in due:
        deal.parked_until = None
        deal.revision += 1
        work = works.of(deal.owner.team_id if deal.owner else None)
        people = Participant.objects.filter(deal=deal).count()
        found = hanging_verdict(
            deal, company, outline(VersionId(deal.version_id)), at, people, work
        )
        deal.warns_at, deal.hangs_at = found.warns_at, found.hangs_at
        deal.save()
        Event.objects.create(
            deal=deal,
            kind=EventKind.RESUMED,
            at=at,
            recorded_at=at,
            version_id=deal.version_id,
            to_step_id=deal.step_id,
            to_stage_id=deal.stage_id,
        )
        woken += 1
    return woken
