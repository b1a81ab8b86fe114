"""What can be said of each case: its attributes, the steps it passed, how often it came back.

Attributes are known from the beginning. What a case did grows with its way: it may be compared
as a whole only among cases that end alike; else see `landmark_features`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.filtering import has_person, has_step
from pipeloop.engine.eventlog.log import EventLog, Integers, Labels
from pipeloop.engine.eventlog.parallel import on_each_core

Counts = NDArray[np.int64]
# The code of a case of which a feature is not known.
UNKNOWN = -1
_QUARTERS = (0.25, 0.5, 0.75)


class About(StrEnum):
    """What a feature is taken from."""

    LABEL = "label"
    NUMBER = "number"
    STEP = "step"
    RETURNS = "returns"
    PERSON = "person"


class Range(NamedTuple):
    """A range of numbers, both ends included."""

    low: float
    high: float


@dataclass(frozen=True)
class Feature:
    """One thing that can be said of each case.

    Args:
        name: of the attribute or step, "" for returns and people.
        values: what it can be; (None,) for a step, that the case passed.
        codes: which of the values each case has, one more for any other, or `UNKNOWN`;
            shape (cases,).
        landmark: the step until which it is counted, of the cases that reached it; "" for one
            that is known from the beginning, or counted to the end.
    """

    about: About
    name: str
    values: tuple[str | Range | None, ...]
    codes: Counts
    landmark: str = ""


def attribute_features(log: EventLog) -> Iterator[Feature]:
    """All attributes of the cases of a log; those of the outcome are to be left out."""
    for name, labels in log.labels.items():
        yield _label_feature(log, name, labels)
    for name, numbers in log.numbers.items():
        yield quartile_feature(About.NUMBER, name, numbers[log.cases])


def path_features(
    log: EventLog, steps: Iterable[int] = (), people: Iterable[int] = ()
) -> Iterator[Feature]:
    """What each case did from its beginning to its end.

    Args:
        steps: codes of the steps to look at; not those by which a case ends.
        people: codes of the people to look at.
    """
    yield quartile_feature(About.RETURNS, "", returns(log).astype(np.float64))
    for step in steps:
        codes = np.where(has_step(log, [step]), 0, 1)
        yield Feature(About.STEP, log.activities[step], (None,), codes)
    for person in people:
        codes = np.where(has_person(log, [person]), 0, 1)
        yield Feature(About.PERSON, "", (log.resources[person],), codes)


def quartile_feature(
    about: About, name: str, values: NDArray[np.float64], landmark: str = ""
) -> Feature:
    """A number cut at its quartiles; fewer parts where many are equal.

    Args:
        values: not a number where not known; shape (cases,).
        landmark: see `Feature`.
    """
    known = ~np.isnan(values)
    cuts = np.unique(np.quantile(values[known], _QUARTERS)) if known.any() else np.zeros(0)
    quarter = np.searchsorted(cuts, values[known], side="left")
    present, code = np.unique(quarter, return_inverse=True)
    groups = [values[known][code == group] for group in range(len(present))]
    codes = np.full(len(values), UNKNOWN, np.int64)
    codes[known] = code
    ranges = tuple(Range(float(group.min()), float(group.max())) for group in groups)
    return Feature(about, name, ranges, codes, landmark)


def returns(log: EventLog) -> Counts:
    """How often each case came back to a step that it had left; shape (cases,)."""
    width = len(log.activities)
    parts = on_each_core(lambda p: _returns(p.low, p.high, p.activity, width), log)
    return np.concatenate(parts)


def _label_feature(log: EventLog, name: str, labels: Labels) -> Feature:
    # The first name is for cases of which it is not known.
    codes = labels.codes[log.cases].astype(np.int64) - 1
    return Feature(About.LABEL, name, labels.names[1:], codes)


@kernel
def _returns(low: Counts, high: Counts, activity: Integers, width: int) -> Counts:
    counts = np.zeros(len(low), np.int64)
    seen = np.zeros(width, np.int64)
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            step = activity[event]
            if seen[step] == case + 1 and activity[event - 1] != step:
                counts[case] += 1
            seen[step] = case + 1
    return counts
