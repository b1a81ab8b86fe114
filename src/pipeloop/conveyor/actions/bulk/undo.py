"""Taking a load back, as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger
from django.db import transaction
from django.db.models import Q

from pipeloop.company.models import Origin, Person, Team
from pipeloop.company.words import OriginKind
from pipeloop.conveyor.models import Account, Contact, Deal, Event


@dataclass(frozen=True, slots=True)
class UndoneLoad:
    """What went: deals, and how many of them people had worked on here."""

    deals: int
    worked_on: int


def touched(origin: Origin) -> int:
    """How many loaded deals people have worked on since."""
    return Deal.objects.filter(origin=origin, revision__gt=0).count()


@transaction.atomic
def undo_load(origin: Origin) -> UndoneLoad:
    """Remove everything that came with a load, and the load itself.

    Its deals go with all their events, work done on them here included: the caller has asked
    the person. Clients, contacts and people stay where something else refers to them.
    """
    worked_on = touched(origin)
    # The one way in which events go: together with the deals that they are about.
    with pgtrigger.ignore("conveyor.Event:append_only"):
        loaded = Deal.objects.filter(origin=origin)
        Event.objects.filter(Q(deal__in=loaded) | Q(origin=origin)).delete()
        deals = loaded.count()
        loaded.delete()
    known = Deal.objects.exclude(contact=None).values("contact")
    Contact.objects.filter(origin=origin, parts__isnull=True).exclude(pk__in=known).delete()
    held = Deal.objects.values("account")
    Account.objects.filter(origin=origin).exclude(pk__in=held).delete()
    Contact.objects.filter(origin=origin).update(origin=None)
    Account.objects.filter(origin=origin).update(origin=None)
    _let_people_go(origin)
    origin.delete()
    return UndoneLoad(deals, worked_on)


def _let_people_go(origin: Origin) -> None:
    people = Person.objects.filter(origin=origin)
    busy = Q(pk__in=Deal.objects.exclude(owner=None).values("owner"))
    busy |= Q(pk__in=Deal.objects.exclude(hunter=None).values("hunter"))
    busy |= Q(pk__in=Event.objects.exclude(actor=None).values("actor"))
    busy |= Q(pk__in=Account.objects.exclude(owner=None).values("owner"))
    if origin.kind == OriginKind.IMPORT:
        # Somebody has given them an address: they sign in and work here now.
        busy |= Q(email__isnull=False)
    people.exclude(busy).delete()
    people.update(origin=None)
    teams = Team.objects.filter(origin=origin)
    teams.exclude(pk__in=Person.objects.exclude(team=None).values("team")).delete()
    teams.update(origin=None)
