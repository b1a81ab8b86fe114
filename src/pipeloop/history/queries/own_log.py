"""The company's own events as a log: which steps each deal entered, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from zlib import crc32

import numpy as np
from django.utils.translation import override
from numpy.typing import NDArray

from pipeloop.company.queries import names_of_people, roles
from pipeloop.conveyor.queries.log_rows import (
    CHUNK,
    ENDINGS,
    count_events,
    events_mark,
    step_events,
)
from pipeloop.conveyor.words import DealState
from pipeloop.engine.eventlog.appending import append_events
from pipeloop.engine.eventlog.building import build
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.history.queries.own_attributes import NameCodes, own_attributes
from pipeloop.history.words import IN_ROLE
from pipeloop.process.queries import (
    Outline,
    StepView,
    has_live_version,
    live_version_id,
    step_names,
)


def watermark() -> str:
    """A mark that changes when anything happens to deals.

    The last event, how many there are, when deals hang, and how steps and people are called.
    """
    mark = events_mark()
    names = _activity_names(), *_names_of_people(), [str(label) for label in DealState.labels]
    checksums = crc32(repr(names).encode()), crc32(mark.moments.encode())
    return f"{mark.last}:{mark.total}:{checksums[0]}:{checksums[1]}"


def read_own_log() -> EventLog:
    """Every deal of the company with the steps it entered, in the language of the moment."""
    steps, people = NameCodes(_activity_name()), NameCodes(_resource_name(), "")
    deal, activity, moment, resource = _columns(steps, people)
    ids, case = np.unique(deal, return_inverse=True)
    labels, numbers = own_attributes(ids)
    return build(
        case,
        activity,
        moment,
        resource,
        case_ids=StringArray.of(str(pk) for pk in ids),
        activities=steps.names,
        resources=people.names,
        labels=labels,
        numbers=numbers,
    )


def append_own_events(log: EventLog, then: str, now: str) -> EventLog | None:
    """A log of these deals with what was recorded between two watermarks.

    Returns:
        None where it has to be read anew: something is called otherwise now, or events were
        removed, or some appeared that were recorded before.
    """
    last, count, names = (int(part) for part in then.split(":")[:3])
    last_now, count_now, names_now = (int(part) for part in now.split(":")[:3])
    if names != names_now or count_now - count != count_events(last, last_now):
        return None
    steps = NameCodes(_activity_name(), *log.activities)
    people = NameCodes(_resource_name(), *log.resources)
    deal, activity, moment, resource = _columns(steps, people, last, last_now)
    known = np.array([int(pk) for pk in log.case_ids], np.int64)
    ids = np.concatenate((known, np.setdiff1d(deal, known)))
    order = np.argsort(ids)
    labels, numbers = own_attributes(ids)
    try:
        appended = append_events(
            log,
            order[np.searchsorted(ids[order], deal)],
            activity,
            moment,
            resource,
            case_ids=StringArray.of(str(pk) for pk in ids),
            activities=steps.names,
            resources=people.names,
        )
    except ValueError:
        return None
    return replace(appended.log, labels=labels, numbers=numbers)


def _columns(
    steps: NameCodes, people: NameCodes, after: int = 0, until: int | None = None
) -> Sequence[NDArray[np.int64]]:
    """Deals, steps, moments and people of events, in the order in which they were recorded.

    Args:
        after, until: ids of the last event before them and among them; of all by default.
    """
    events = step_events(after, until)
    parts = [[np.empty(0, np.int64)] * 4]
    while chunk := list(islice(events, CHUNK)):
        columns = (
            [event.deal for event in chunk],
            [steps[event.kind, event.step] for event in chunk],
            [event.moment for event in chunk],
            [people[event.actor, event.role] for event in chunk],
        )
        parts.append([np.array(column, np.int64) for column in columns])
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _activity_name() -> Callable[[tuple[str, int]], str]:
    """What is entered by an event of a kind: its step, or the way in which it ended the deal."""
    names = _activity_names()
    endings = {kind.value: str(DealState(kind.value).label) for kind in ENDINGS}
    return lambda key: endings.get(key[0]) or names[key[1]]


def _resource_name() -> Callable[[tuple[int | None, str]], str]:
    """Who did something and in which role; nobody where that is not known."""
    names, role_names = _names_of_people()

    def name_of(key: tuple[int | None, str]) -> str:
        name, role = names.get(key[0] or 0, ""), role_names.get(key[1], key[1])
        return f"{name}{IN_ROLE}{role}" if name and role else name

    return name_of


def _names_of_people() -> tuple[dict[int, str], dict[str, str]]:
    """Names of people by id, and of roles by code."""
    return names_of_people(), {role.code: str(role.name) for role in roles()}


def live_step_names(plan: Outline, language: str) -> dict[str, StepView]:
    """The steps of the live version by the names that they have in the log.

    Args:
        language: in which the log was read, the company's own.
    """
    with override(language):
        names = _activity_names()
    return {names[step.id]: step for step in plan.flow}


def _activity_names() -> dict[int, str]:
    """What each step is called, by its id: as the live version calls the one of its code."""
    steps = step_names()
    live = live_version_id() if has_live_version() else None
    live_names = {step.code: str(step.name) for step in steps if step.version_id == live}
    names = {step.id: live_names.get(step.code, str(step.name)) for step in steps}
    codes = {(names[step.id], step.code) for step in steps}
    doubles: Counter[Any] = Counter(name for name, _code in codes)
    # Two steps of one name would be one step of the map.
    return {
        step.id: f"{step.code} {names[step.id]}" if doubles[names[step.id]] > 1 else names[step.id]
        for step in steps
    }
