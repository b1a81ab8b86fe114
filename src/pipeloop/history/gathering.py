"""The company's own events as a log: which steps each deal entered, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db.models import Count, Max, Q
from numpy.typing import NDArray

from pipeloop.company.models import Role
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import DealState, EventKind, Motion
from pipeloop.core.money import to_major
from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import EventLog, Labels
from pipeloop.engine.eventlog.texts import Texts
from pipeloop.history.words import IN_ROLE, OUTCOME
from pipeloop.process.models import Step
from pipeloop.process.queries import has_live_version, live_version_id

# After these a deal stands on another step than before.
ENTRIES = (EventKind.CREATED, EventKind.MOVED, EventKind.RETURNED, EventKind.REOPENED)
ENDINGS = (EventKind.WON, EventKind.LOST)
TOLD = Q(kind__in=ENTRIES, to_step__isnull=False) | Q(kind__in=ENDINGS)
CHUNK = 5_000
DEAL = (
    "pk", "source", "product", "owner__name", "owner__team__name", "reason__name", "motion",
    "currency", "state", "amount",
)  # fmt: skip
LABELS = ("source", "product", "owner", "team", "reason", "motion", "currency", OUTCOME)


@dataclass
class Names:
    """Names with their codes, in the order in which they were met; the first is nobody's."""

    codes: dict[str, int] = field(default_factory=lambda: {"": 0})

    def code(self, name: str) -> int:
        """The code of a name, a new one for a name not met before."""
        return self.codes.setdefault(name, len(self.codes))


def mark() -> str:
    """What tells whether anything has happened to deals since: the last event, and how many."""
    found = Event.objects.aggregate(last=Max("pk"), count=Count("pk"))
    return f"{found['last'] or 0}:{found['count']}"


def gather() -> EventLog:
    """Every deal of the company with the steps it entered, in the language of the moment."""
    deals = Names({})
    steps, people = Names({}), Names()
    called, roles = _steps(), {role.code: str(role.name) for role in Role.objects.all()}
    case, activity, moment, resource = [], [], [], []
    for deal, kind, step, at, actor, role in _events():
        case.append(deals.code(str(deal)))
        ending = str(DealState(kind).label) if kind in ENDINGS else ""
        activity.append(steps.code(ending or called[step]))
        moment.append(round(at.timestamp() * MICROSECONDS))
        resource.append(people.code(_in_role(actor, roles.get(role, role))))
    labels, amounts = _attributes(deals.codes)
    return build(
        np.array(case, np.int64),
        np.array(activity, np.int64),
        np.array(moment, np.int64),
        np.array(resource, np.int64),
        case_ids=Texts.of(deals.codes),
        activities=tuple(steps.codes),
        resources=tuple(people.codes),
        labels=labels,
        numbers={"amount": amounts},
    )


def _in_role(actor: str | None, role: str) -> str:
    """Who did something and in which role; nobody where that is not known."""
    return f"{actor}{IN_ROLE}{role}" if actor and role else actor or ""


def _events() -> Iterator[tuple[int, str, int, datetime, str | None, str]]:
    told = Event.objects.filter(TOLD).order_by("pk")
    columns = ("deal_id", "kind", "to_step_id", "at", "actor__name", "role")
    return told.values_list(*columns).iterator(chunk_size=CHUNK)


def _steps() -> dict[int, str]:
    """What each step is called: as the live version calls the one of its code."""
    steps = list(Step.objects.select_related("stage"))
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


def _attributes(deals: dict[str, int]) -> tuple[dict[str, Labels], NDArray[np.float64]]:
    """What each deal is in words, such as its source and its product; and its amount."""
    words: dict[str, list[str]] = {name: [""] * len(deals) for name in LABELS}
    amounts = np.full(len(deals), np.nan)
    rows = Deal.objects.order_by("pk").values_list(*DEAL)
    motions = dict(Motion.choices)
    for pk, *told, amount in rows.iterator(chunk_size=CHUNK):
        place = deals.get(str(pk))
        if place is None:
            continue
        for name, word in zip(LABELS, told, strict=True):
            words[name][place] = str(motions.get(word, word) or "")
        if amount is not None:
            amounts[place] = to_major(amount, words["currency"][place])
    return {name: _labels(column) for name, column in words.items() if any(column)}, amounts


def _labels(column: Iterable[str]) -> Labels:
    names = Names()
    codes = np.array([names.code(word) for word in column], np.int64)
    return Labels(
        codes.astype(np.uint8 if len(names.codes) < 256 else np.uint32), tuple(names.codes)
    )
