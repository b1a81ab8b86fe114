"""What narrows a log: which of its deals are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog import filtering as choosing
from pipeloop.engine.eventlog.filtering import Mask
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.discovery.variants import case_keys
from pipeloop.formats.columns import guess_outcome
from pipeloop.history.words import IN_ROLE, OUTCOME, Outcome

DAY_S = 86_400
# As far as a period goes where only one of its ends is given.
FIRST, LAST = -(1 << 62), 1 << 62
ENDS = (Outcome.OPEN, Outcome.WON, Outcome.LOST)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What narrows a log; empty parts do not. Steps and people are named, so that it outlives
    a new reading.

    Args:
        since, until: days between which deals arrived, both included, by the log's own clock.
        outcome: only those that ended so.
        longer: only those that take longer than so many days from first event to last.
        passes: only those that pass every one of these steps.
        avoids: only those that pass none of these.
        people: only those in which any of these people did something.
        labels: by attribute, only those of which it says any of these words.
        numbers: by attribute, only those of which it is in this range, both ends included.
        edge: only those that go from one step right to another.
        path: only those that take the path of this key.
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
    path: str = ""

    def __bool__(self) -> bool:
        return self != CaseFilter()


def chosen(log: EventLog, choice: CaseFilter, zone: ZoneInfo) -> EventLog:
    """The deals of a log that a choice leaves; no event is copied.

    Args:
        zone: the clock by which its days begin.
    """
    for question in _questions(choice, zone):
        # Each looks only at what those before it have left.
        log = log.select(question(log))
    return log


def _questions(choice: CaseFilter, zone: ZoneInfo) -> Iterator[Callable[[EventLog], Mask]]:
    """The parts of a choice, the quickest to answer first."""
    for name, words in choice.labels:
        yield partial(_labelled, name=name, words=words)
    for name, low, high in choice.numbers:
        yield partial(_numbered, name=name, low=low, high=high)
    if choice.outcome:
        yield lambda log: outcomes(log) == ENDS.index(Outcome(choice.outcome))
    if choice.since or choice.until:
        first = FIRST if choice.since is None else _begins(choice.since, zone)
        after = LAST if choice.until is None else _begins(choice.until + timedelta(days=1), zone)
        yield lambda log: choosing.arriving(log, first, after)
    if choice.longer is not None:
        yield lambda log: choosing.durations(log) > int((choice.longer or 0) * DAY_S)
    if choice.people:
        yield lambda log: choosing.worked_by(log, _people(log, choice.people))
    for step in choice.passes:
        yield partial(_passing, steps=(step,))
    if choice.avoids:
        yield lambda log: ~_passing(log, choice.avoids)
    if choice.edge:
        source, target = choice.edge
        yield lambda log: _going(log, source, target)
    if choice.path:
        yield lambda log: (case_keys(log) == key_from(choice.path)).all(axis=1)


def key_from(text: str) -> NDArray[np.uint64]:
    """A path's key from an address: two halves of 16 figures."""
    return np.array([int(text[:16], 16), int(text[16:], 16)], np.uint64)


def _begins(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())


def codes(names: tuple[str, ...], wanted: Iterable[str]) -> list[int]:
    """Codes of names; those that the log does not know are left out."""
    known = {name: code for code, name in enumerate(names)}
    return [known[name] for name in wanted if name in known]


def _people(log: EventLog, people: tuple[str, ...]) -> list[int]:
    """Codes of people, in whatever role they worked."""
    return [code for code, name in enumerate(log.resources) if person_of(name) in people]


def person_of(resource: str) -> str:
    """Who a resource is, without the role in which they worked."""
    return resource.split(IN_ROLE, 1)[0]


def _passing(log: EventLog, steps: tuple[str, ...]) -> Mask:
    return choosing.passing(log, codes(log.activities, steps))


def _going(log: EventLog, source: str, target: str) -> Mask:
    ends = codes(log.activities, [source]), codes(log.activities, [target])
    if not all(ends):
        return np.zeros(log.case_count, np.bool_)
    return choosing.going(log, ends[0][0], ends[1][0])


def _labelled(log: EventLog, name: str, words: tuple[str, ...]) -> Mask:
    if name not in log.labels:
        return np.zeros(log.case_count, np.bool_)
    return choosing.labelled(log, name, words)


def _numbered(log: EventLog, name: str, low: float | None, high: float | None) -> Mask:
    if name not in log.numbers:
        return np.zeros(log.case_count, np.bool_)
    low, high = -np.inf if low is None else low, np.inf if high is None else high
    return choosing.numbered(log, name, low, high)


def outcomes(log: EventLog) -> NDArray[np.uint8]:
    """How each deal ended, as its log tells, or else as its last step is called.

    Returns:
        Places in `ENDS`, shape (cases,).
    """
    if OUTCOME in log.labels:
        labels = log.labels[OUTCOME]
        return _ends(labels.names)[labels.codes[log.cases]]
    found = np.zeros(log.case_count, np.uint8)
    some = log.high > log.low
    found[some] = _ends(log.activities)[log.activity[log.high[some] - 1]]
    return found


def _ends(names: Iterable[str]) -> NDArray[np.uint8]:
    known = {Outcome.WON.value: 1, Outcome.LOST.value: 2, "": 0}
    return np.array([known[guess_outcome(name)] for name in names], np.uint8)
