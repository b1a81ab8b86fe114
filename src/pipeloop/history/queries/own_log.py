"""The company's own events as a log: which steps each deal entered, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from zlib import crc32

import numpy as np
from django.db.models import BigIntegerField, Count, F, Func, Max, Q
from numpy.typing import NDArray

from pipeloop.company.models import Person, Role
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import DealState, EventKind, Motion
from pipeloop.core.money import to_major
from pipeloop.engine.eventlog.appending import append_events
from pipeloop.engine.eventlog.building import build
from pipeloop.engine.eventlog.log import EventLog, Labels
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.history.words import IN_ROLE, OUTCOME
from pipeloop.process.models import Step
from pipeloop.process.queries import has_live_version, live_version_id

# After these a deal stands on another step than before.
ENTRIES = (EventKind.CREATED, EventKind.MOVED, EventKind.RETURNED, EventKind.REOPENED)
ENDINGS = (EventKind.WON, EventKind.LOST)
TOLD = Q(kind__in=ENTRIES, to_step__isnull=False) | Q(kind__in=ENDINGS)
CHUNK = 5_000
MICROSECONDS = Func(
    F("at"),
    template="(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint",
    output_field=BigIntegerField(),
)
DEAL = (
    "pk", "source", "product", "owner__name", "owner__team__name", "reason__name", "motion",
    "currency", "state", "amount",
)  # fmt: skip
LABELS = ("source", "product", "owner", "team", "reason", "motion", "currency", OUTCOME)


class Names(dict[Any, int]):
    """Codes of names, each made when its key is first met."""

    def __init__(self, called: Callable[[Any], str], *known: str) -> None:
        super().__init__()
        self._called = called
        self._codes = {name: code for code, name in enumerate(known)}

    def __missing__(self, key: Any) -> int:
        code = self._codes.setdefault(self._called(key), len(self._codes))
        self[key] = code
        return code

    @property
    def told(self) -> tuple[str, ...]:
        """Names by code."""
        return tuple(self._codes)


def mark() -> str:
    """What tells whether anything has happened to deals since.

    The last event, how many there are, and how steps and people are called now.
    """
    found = Event.objects.aggregate(last=Max("pk"), count=Count("pk"))
    called = _steps(), *_called_people(), [str(label) for label in DealState.labels]
    return f"{found['last'] or 0}:{found['count']}:{crc32(repr(called).encode())}"


def gather() -> EventLog:
    """Every deal of the company with the steps it entered, in the language of the moment."""
    steps, people = Names(_step_names()), Names(_people_names(), "")
    deal, activity, moment, resource = _columns(steps, people)
    ids, case = np.unique(deal, return_inverse=True)
    labels, amounts = _attributes(ids)
    return build(
        case,
        activity,
        moment,
        resource,
        case_ids=StringArray.of(str(pk) for pk in ids),
        activities=steps.told,
        resources=people.told,
        labels=labels,
        numbers={"amount": amounts},
    )


def gather_on(log: EventLog, then: str, now: str) -> EventLog | None:
    """A log of these deals with what was recorded between two marks.

    Returns:
        None where it has to be gathered anew: something is called otherwise now, or events
        were taken away, or came to light that were recorded before.
    """
    last, count, called = (int(part) for part in then.split(":"))
    until, after, call = (int(part) for part in now.split(":"))
    fresh = Event.objects.filter(pk__gt=last, pk__lte=until).count()
    if called != call or after - count != fresh:
        return None
    steps, people = Names(_step_names(), *log.activities), Names(_people_names(), *log.resources)
    deal, activity, moment, resource = _columns(steps, people, last, until)
    old = np.array([int(pk) for pk in log.case_ids], np.int64)
    ids = np.concatenate((old, np.setdiff1d(deal, old)))
    order = np.argsort(ids)
    labels, amounts = _attributes(ids)
    try:
        grown = append_events(
            log,
            order[np.searchsorted(ids[order], deal)],
            activity,
            moment,
            resource,
            case_ids=StringArray.of(str(pk) for pk in ids),
            activities=steps.told,
            resources=people.told,
        )
    except ValueError:
        return None
    return replace(grown.log, labels=labels, numbers={"amount": amounts})


def _columns(
    steps: Names, people: Names, after: int = 0, until: int | None = None
) -> Sequence[NDArray[np.int64]]:
    """Deals, steps, moments and people of events, as they were recorded.

    Args:
        after, until: ids of the last events before them and among them; of all by default.
    """
    told = Event.objects.filter(TOLD, pk__gt=after).order_by("pk").annotate(moment=MICROSECONDS)
    if until is not None:
        told = told.filter(pk__lte=until)
    rows = told.values_list("deal_id", "moment", "kind", "to_step_id", "actor_id", "role")
    found = rows.iterator(chunk_size=CHUNK)
    parts = [[np.empty(0, np.int64)] * 4]
    while chunk := list(islice(found, CHUNK)):
        deal, moment, kind, step, actor, role = zip(*chunk, strict=True)
        codes = [steps[key] for key in zip(kind, step, strict=True)]
        doers = [people[key] for key in zip(actor, role, strict=True)]
        parts.append([np.array(column, np.int64) for column in (deal, codes, moment, doers)])
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _step_names() -> Callable[[tuple[str, int]], str]:
    """What is entered by an event of a kind: its step, or the way in which it ended the deal."""
    called = _steps()
    endings = {kind.value: str(DealState(kind.value).label) for kind in ENDINGS}
    return lambda key: endings.get(key[0]) or called[key[1]]


def _people_names() -> Callable[[tuple[int | None, str]], str]:
    """Who did something and in which role; nobody where that is not known."""
    names, roles = _called_people()

    def called(key: tuple[int | None, str]) -> str:
        name, role = names.get(key[0] or 0, ""), roles.get(key[1], key[1])
        return f"{name}{IN_ROLE}{role}" if name and role else name

    return called


def _called_people() -> tuple[dict[int, str], dict[str, str]]:
    """Names of people by id, and of roles by code."""
    people = Person.objects.order_by("pk").values_list("pk", "name")
    return dict(people), {role.code: str(role.name) for role in Role.objects.order_by("pk")}


def _steps() -> dict[int, str]:
    """What each step is called: as the live version calls the one of its code."""
    steps = list(Step.objects.select_related("stage").order_by("pk"))
    live = live_version_id() if has_live_version() else None
    called = {step.code: str(step.name) for step in steps if step.stage.version_id == live}
    names = {step.pk: called.get(step.code, str(step.name)) for step in steps}
    codes = {(names[step.pk], step.code) for step in steps}
    doubles = Counter(name for name, _code in codes)
    # Two steps of one name would be one step of the map.
    return {
        step.pk: f"{step.code} {names[step.pk]}" if doubles[names[step.pk]] > 1 else names[step.pk]
        for step in steps
    }


def _attributes(ids: NDArray[np.int64]) -> tuple[dict[str, Labels], NDArray[np.float64]]:
    """What each deal is in words, such as its source and its product; and its amount."""
    words: dict[str, list[str]] = {name: [""] * len(ids) for name in LABELS}
    amounts = np.full(len(ids), np.nan)
    places = {pk: place for place, pk in enumerate(ids.tolist())}
    motions = {code: str(label) for code, label in Motion.choices}
    rows = Deal.objects.order_by("pk").values_list(*DEAL)
    for pk, *told, amount in rows.iterator(chunk_size=CHUNK):
        place = places.get(pk)
        if place is None:
            continue
        for name, word in zip(LABELS, told, strict=True):
            words[name][place] = str(motions.get(word, word) or "")
        if amount is not None:
            amounts[place] = to_major(amount, words["currency"][place])
    return {name: _labels(column) for name, column in words.items() if any(column)}, amounts


def _labels(column: list[str]) -> Labels:
    names = Names(str, "")
    codes = np.array([names[word] for word in column], np.int64)
    small = np.uint8 if len(names.told) < 256 else np.uint32
    return Labels(codes.astype(small), names.told)
