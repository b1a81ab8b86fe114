"""Loads of rows that nobody typed in, and what of the company came with them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from pipeloop.company.models import Origin, Person, Team
from pipeloop.company.words import OriginKind


def begin_load(kind: OriginKind, name: str, *, at: datetime, by: Person | None = None) -> Origin:
    """The row that everything of a load refers to; called by an action that has checked who."""
    return Origin.objects.create(kind=kind, name=name, at=at, by=by)


def remove_load(origin: Origin, *, busy: Q) -> None:
    """Remove a load with those of its people and teams that nothing refers to; the others stay.

    Called by an action that undoes the load, in its transaction.

    Args:
        busy: a condition on the people whom something refers to.
    """
    people = Person.objects.filter(origin=origin)
    if origin.kind == OriginKind.IMPORT:
        # Somebody has given them an address: they sign in and work here now.
        busy |= Q(email__isnull=False)
    people.exclude(busy).delete()
    people.update(origin=None)
    teams = Team.objects.filter(origin=origin)
    teams.exclude(pk__in=Person.objects.exclude(team=None).values("team")).delete()
    teams.update(origin=None)
    origin.delete()
