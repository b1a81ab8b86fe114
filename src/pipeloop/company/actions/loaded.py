"""Loads of rows that nobody typed in, and what of the company came with them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from pipeloop.company.models import Origin, Person, Role, Team
from pipeloop.company.words import OriginKind, RoleCode


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


class LoadedPeople:
    """Finds people by the names that a file gives, and adds those who are not here yet.

    Those who are added belong to the load's origin and cannot sign in.
    """

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._roles = {role.code: role for role in Role.objects.all()}
        self._granted: set[tuple[int, RoleCode]] = set()
        self._by_name: dict[str, Person] = {}
        # Of people with one name, whoever works here now comes first.
        for person in Person.objects.order_by("-is_active", "pk"):
            for name in (person.name, person.email or ""):
                self._by_name.setdefault(name.casefold(), person)

    def person_named(self, name: str, role: RoleCode) -> Person | None:
        """Whoever has this name or address; None for an empty name.

        Args:
            role: what the file shows them as; given only to people of this load.
        """
        if not name:
            return None
        full_name = " ".join(name.split())[:150]
        person = self._by_name.get(full_name.casefold())
        if person is None:
            person = self._add(full_name)
        self._grant(person, role)
        return person

    def _add(self, full_name: str) -> Person:
        person = Person(name=full_name, origin=self._origin)
        person.set_unusable_password()
        person.save()
        self._by_name[full_name.casefold()] = person
        return person

    def _grant(self, person: Person, role: RoleCode) -> None:
        if person.origin_id == self._origin.pk and (person.pk, role) not in self._granted:
            person.roles.add(self._roles[role])
            self._granted.add((person.pk, role))
