"""People and roles of a log: its resources name both."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history.domain.filtering import person_of
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.words import IN_ROLE

Codes = NDArray[np.int64]


def by_person(filtered: FilteredLog) -> EventLog:
    """The filtered deals with people as resources, whatever role they worked in."""
    whole = filtered.cached_whole(("by person",), _by_person)
    return replace(filtered.deals, resource=whole.resource, resources=whole.resources)


def _by_person(log: EventLog) -> EventLog:
    names = [person_of(name) for name in log.resources]
    people = tuple(dict.fromkeys(names))
    if len(people) == len(names):
        return replace(log, resources=people)
    place = {name: code for code, name in enumerate(people)}
    code_of = np.array([place[name] for name in names], np.uint32)
    return replace(log, resource=code_of[log.resource], resources=people)


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a log.

    Args:
        names: by code; "" where a resource names none.
        code_of: of each resource, shape (resources,).
    """

    names: tuple[str, ...]
    code_of: Codes


def has_roles(log: EventLog) -> bool:
    """Whether any resource names the role in which it worked."""
    return any(IN_ROLE in name for name in log.resources)


def roles_of(log: EventLog) -> Roles:
    """In which role each resource worked."""
    roles = [name.partition(IN_ROLE)[2] for name in log.resources]
    # The first resource is nobody, who hands nothing over.
    names = tuple(sorted(set(roles[1:])))
    place = {name: code for code, name in enumerate(names)}
    return Roles(names, np.array([place.get(name, 0) for name in roles], np.int64))
