"""Parking deals with the client's consent, and bringing them back."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.conveyor.actions.deal_context import lock_deal
from pipeloop.conveyor.actions.recording import record, record_many
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.words import DealState, EventKind
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.core.ids import DealId

PARK_DAYS = 90


@transaction.atomic
def park_deal(
    actor: Person, deal_id: DealId, *, seen: int | None, until: date, reason: str, agreed: str
) -> Deal:
    """Let a deal sleep until a day, with the client's consent.

    Args:
        agreed: how the client confirmed it; without it a deal is not parked but left.

    Raises:
        Forbidden, Stale, NotFound: as for `move_deal`.
        Refused: no reason, no consent, or the day is not within the next 90.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    today = timezone.localdate(context.at)
    if not today < until <= today + timedelta(days=PARK_DAYS):
        raise Refused("bad_day", _("Choose a day within the next 90 days."), field="until")
    if not reason.strip():
        raise Refused("no_reason", _("Say why the deal is parked."), field="reason")
    if not agreed.strip():
        raise Refused("no_consent", _("Say how the client agreed to it."), field="agreed")
    context.deal.parked_until = until
    details = {"until": until.isoformat(), "reason": reason.strip()[:500]}
    record(context, EventKind.PARKED, details | {"agreed": agreed.strip()[:500]})
    return context.deal


@transaction.atomic
def resume_deal(actor: Person, deal_id: DealId, *, seen: int | None) -> Deal:
    """Resume a parked deal before its day.

    Raises:
        Forbidden, Stale, NotFound: as for `move_deal`.
        Refused: it is not parked.
    """
    context = lock_deal(actor, deal_id, seen=seen)
    if context.deal.parked_until is None:
        raise Refused("not_parked", _("This deal is not parked."))
    context.deal.parked_until = None
    record(context, EventKind.RESUMED)
    return context.deal


@transaction.atomic
def unpark_due() -> int:
    """Bring back the parked deals whose day has come; answer how many there were.

    The record names no actor: the calendar did it.
    """
    at = now()
    due = list(
        Deal.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("account", "owner", "stage")
        .filter(state=DealState.OPEN, parked_until__lte=timezone.localdate(at))
    )
    for deal in due:
        deal.parked_until = None
    record_many(due, EventKind.RESUMED, at=at)
    return len(due)
