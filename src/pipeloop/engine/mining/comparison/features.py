"""What can be said of each case: its attributes, the steps it passed, how often it came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.filtering import passing
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


class Range(NamedTuple):
    """A range of numbers, both ends met."""

    low: float
    high: float


@dataclass(frozen=True)
class Feature:
    """One thing that can be said of each case.

    Args:
        name: of the attribute or step, "" for returns.
        values: what it can be; () for a step, that the case passed.
        codes: which of the values each case has, one more for any other, or `UNKNOWN`;
            shape (cases,).
    """

    about: About
    name: str
    values: tuple[str | Range | None, ...]
    codes: Counts


def features(log: EventLog, steps: Iterable[int] = ()) -> Iterator[Feature]:
    """All attributes of the cases of a log, their returns, and the steps they passed.

    Attributes found elsewhere (who led the deal, how soon the first answer came) are looked at
    when they are put among the log's `labels` and `numbers`; the outcome is to be left out.

    Args:
        steps: codes of those to look at; not the ones that a case comes to by its outcome.
    """
    for name, labels in log.labels.items():
        yield _of_label(log, name, labels)
    for name, numbers in log.numbers.items():
        yield quarters(About.NUMBER, name, numbers[log.cases])
    yield quarters(About.RETURNS, "", returns(log).astype(np.float64))
    for step in steps:
        passed = passing(log, [step])
        yield Feature(About.STEP, log.activities[step], (None,), np.where(passed, 0, 1))


def quarters(about: About, name: str, values: NDArray[np.float64]) -> Feature:
    """A number cut at its quartiles; fewer parts where many are equal.

    Args:
        values: not a number where not known; shape (cases,).
    """
    known = ~np.isnan(values)
    cuts = np.unique(np.quantile(values[known], _QUARTERS)) if known.any() else np.zeros(0)
    part = np.searchsorted(cuts, values[known], side="left")
    _parts, code = np.unique(part, return_inverse=True)
    groups = [values[known][code == one] for one in range(len(_parts))]
    codes = np.full(len(values), UNKNOWN, np.int64)
    codes[known] = code
    ranges = tuple(Range(float(group.min()), float(group.max())) for group in groups)
    return Feature(about, name, ranges, codes)


def returns(log: EventLog) -> Counts:
    """How often each case came back to a step that it had left; shape (cases,)."""
    width = len(log.activities)
    parts = on_each_core(lambda p: _returns(p.low, p.high, p.activity, width), log)
    return np.concatenate(parts)


def _of_label(log: EventLog, name: str, labels: Labels) -> Feature:
    # The first name is for cases of which it is not known.
    codes = labels.codes[log.cases].astype(np.int64) - 1
    return Feature(About.LABEL, name, labels.names[1:], codes)


@kernel
def _returns(low: Counts, high: Counts, activity: Integers, width: int) -> Counts:
    found = np.zeros(len(low), np.int64)
    seen = np.zeros(width, np.int64)
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            step = activity[event]
            if seen[step] == case + 1 and activity[event - 1] != step:
                found[case] += 1
            seen[step] = case + 1
    return found
