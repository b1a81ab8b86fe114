"""Case filters: which deals of a log are studied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog import filtering as masks
from pipeloop.engine.eventlog.filtering import Mask
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.localtime import DAY_S
from pipeloop.engine.mining.discovery.variants import case_keys
from pipeloop.history.domain.outcomes import ENDS, outcomes
from pipeloop.history.words import IN_ROLE, Outcome

# The ends of a period of which only the other end is given.
FIRST, LAST = -(1 << 62), 1 << 62


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which deals of a log are studied; an empty part filters nothing.

    Steps and people are given by name, so that a filter stays valid when the log is read again.

    Args:
        since, until: days between which deals arrived, both included, by the log's own clock.
        outcome: only those with this outcome.
        longer: only those that take longer than so many days from first event to last.
        passes: only those that pass every one of these steps.
        avoids: only those that pass none of these.
        people: only those in which any of these people did something.
        labels: by attribute, only those in which it has any of these values.
        numbers: by attribute, only those in which it lies in this range, both ends included.
        edge: only those that go from one step right to another.
        variant: only those of the variant with this key.
    """

    since: date | None = None
    until: date | None = None
    outcome: str = ""
    longer: float | None = None
    passes: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    numbers: tuple[tuple[str, float | None, float | None], ...] = ()
    edge: tuple[str, str] | None = None
    variant: str = ""

    def __bool__(self) -> bool:
        return self != CaseFilter()


def apply_filter(log: EventLog, case_filter: CaseFilter, zone: ZoneInfo) -> EventLog:
    """The deals of a log that a filter leaves; no event is copied.

    Args:
        zone: the time zone in which the days of the filter begin.
    """
    for mask in _masks(case_filter, zone):
        # Each is computed only of the deals that those before it have left.
        log = log.select(mask(log))
    return log


def _masks(case_filter: CaseFilter, zone: ZoneInfo) -> Iterator[Callable[[EventLog], Mask]]:
    """A mask for each part of a filter, the quickest to compute first."""
    for name, words in case_filter.labels:
        yield partial(_has_label, name=name, words=words)
    for name, low, high in case_filter.numbers:
        yield partial(_is_in_range, name=name, low=low, high=high)
    if case_filter.outcome:
        yield lambda log: outcomes(log) == ENDS.index(Outcome(case_filter.outcome))
    if case_filter.since or case_filter.until:
        since, until = _period(case_filter, zone)
        yield partial(masks.starts_in, since=since, until=until)
    if case_filter.longer is not None:
        yield lambda log: masks.durations(log) > int((case_filter.longer or 0) * DAY_S)
    if case_filter.people:
        yield lambda log: masks.has_person(log, _people(log, case_filter.people))
    for step in case_filter.passes:
        yield partial(_has_step, steps=(step,))
    if case_filter.avoids:
        yield lambda log: ~_has_step(log, case_filter.avoids)
    if case_filter.edge:
        source, target = case_filter.edge
        yield lambda log: _has_move(log, source, target)
    if case_filter.variant:
        yield lambda log: (case_keys(log) == key_from(case_filter.variant)).all(axis=1)


def key_from(text: str) -> NDArray[np.uint64]:
    """The key of a variant as an address has it: two halves of 16 hexadecimal digits."""
    return np.array([int(text[:16], 16), int(text[16:], 16)], np.uint64)


def _period(case_filter: CaseFilter, zone: ZoneInfo) -> tuple[int, int]:
    """The seconds since 1970 between which deals arrived; the second is the first one after."""
    since, until = FIRST, LAST
    if case_filter.since is not None:
        since = _midnight(case_filter.since, zone)
    if case_filter.until is not None:
        until = _midnight(case_filter.until + timedelta(days=1), zone)
    return since, until


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())


def codes(names: tuple[str, ...], wanted: Iterable[str]) -> list[int]:
    """Codes of names; names that the log does not have are left out."""
    code_of = {name: code for code, name in enumerate(names)}
    return [code_of[name] for name in wanted if name in code_of]


def _people(log: EventLog, people: tuple[str, ...]) -> list[int]:
    """Codes of people, whatever role they worked in."""
    return [code for code, name in enumerate(log.resources) if person_of(name) in people]


def person_of(resource: str) -> str:
    """Who a resource is, without the role in which they worked."""
    return resource.split(IN_ROLE, 1)[0]


def _has_step(log: EventLog, steps: tuple[str, ...]) -> Mask:
    return masks.has_step(log, codes(log.activities, steps))


def _has_move(log: EventLog, source: str, target: str) -> Mask:
    ends = codes(log.activities, [source]), codes(log.activities, [target])
    if not all(ends):
        return np.zeros(log.case_count, np.bool_)
    return masks.has_edge(log, ends[0][0], ends[1][0])


def _has_label(log: EventLog, name: str, words: tuple[str, ...]) -> Mask:
    if name not in log.labels:
        return np.zeros(log.case_count, np.bool_)
    return masks.has_label(log, name, words)


def _is_in_range(log: EventLog, name: str, low: float | None, high: float | None) -> Mask:
    if name not in log.numbers:
        return np.zeros(log.case_count, np.bool_)
    low, high = -np.inf if low is None else low, np.inf if high is None else high
    return masks.has_number(log, name, low, high)
