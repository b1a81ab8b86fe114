"""Undoing a load, as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger
from django.db import transaction
from django.db.models import Q

from pipeloop.clients.actions import remove_loaded
from pipeloop.clients.queries import owners_of_accounts
from pipeloop.company.actions import remove_load
from pipeloop.company.models import Origin
from pipeloop.conveyor.models import Deal, Event, Participant
from pipeloop.conveyor.queries.loads import deals_worked_on
from pipeloop.core.jobs import defer


@dataclass(frozen=True, slots=True)
class UndoneLoad:
    """What was removed: deals, and how many of them people had worked on here."""

    deals: int
    worked_on: int


@transaction.atomic
def undo_load(origin: Origin) -> UndoneLoad:
    """Remove everything that came with a load, and the load itself.

    Its deals go with all their events, work done on them here included: the caller has asked
    the person. Clients, contacts and people stay where something else refers to them.
    """
    worked_on = deals_worked_on(origin)
    # The one way in which events go: together with the deals that they are about.
    with pgtrigger.ignore("conveyor.Event:append_only"):
        loaded = Deal.objects.filter(origin=origin)
        Event.objects.filter(Q(deal__in=loaded) | Q(origin=origin)).delete()
        deals = loaded.count()
        loaded.delete()
    remove_loaded(
        origin,
        used_contacts=Q(pk__in=Participant.objects.values("contact"))
        | Q(pk__in=Deal.objects.exclude(contact=None).values("contact")),
        used_accounts=Q(pk__in=Deal.objects.values("account")),
    )
    remove_load(origin, busy=_busy_people())
    defer("conveyor.measure_usual_times")
    return UndoneLoad(deals, worked_on)


def _busy_people() -> Q:
    """People of the company whom something refers to."""
    return (
        Q(pk__in=Deal.objects.exclude(owner=None).values("owner"))
        | Q(pk__in=Deal.objects.exclude(hunter=None).values("hunter"))
        | Q(pk__in=Event.objects.exclude(actor=None).values("actor"))
        | Q(pk__in=owners_of_accounts())
    )
