"""What a log can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history.domain.filtering import outcomes, person_of
from pipeloop.history.domain.owners import stage_owner_of
from pipeloop.history.queries.slices import Slice
from pipeloop.history.words import ATTRIBUTES, MOMENTS, OUTCOME

# More names than this are nothing to choose from in a list.
MOST = 300


@dataclass(frozen=True, slots=True)
class Options:
    """What there is to choose from.

    Args:
        steps: the most frequent first; `people` by the alphabet.
        labels: attributes with their words; `numbers`, attributes with their lowest and highest.
        has_ends: whether it is known how any deal ended.
    """

    steps: tuple[str, ...]
    people: tuple[str, ...]
    labels: tuple[tuple[str, tuple[str, ...]], ...]
    numbers: tuple[tuple[str, float, float], ...]
    has_ends: bool


def options(part: Slice) -> Options:
    """What the deals of the whole log can be narrowed by."""
    return part.of_whole("options", _options)


def title(attribute: str) -> str:
    """What an attribute is called."""
    owner = stage_owner_of(attribute)
    return owner.title if owner else str(ATTRIBUTES.get(attribute, attribute))


def _options(log: EventLog) -> Options:
    often = np.bincount(log.activity, minlength=len(log.activities))
    steps = [log.activities[code] for code in np.argsort(-often, kind="stable") if often[code]]
    people = sorted({person_of(name) for name in log.resources if name})
    return Options(
        steps=tuple(steps[:MOST]),
        people=tuple(people) if len(people) <= MOST else (),
        labels=tuple(_labels(log)),
        numbers=tuple(_numbers(log)),
        has_ends=bool(outcomes(log).any()),
    )


def _labels(log: EventLog) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for name, labels in log.labels.items():
        words = tuple(sorted(word for word in labels.names if word))
        if name != OUTCOME and 1 < len(words) <= MOST:
            found.append((name, words))
    return found


def _numbers(log: EventLog) -> list[tuple[str, float, float]]:
    known = {
        name: values[~np.isnan(values)]
        for name, values in log.numbers.items()
        if name not in MOMENTS
    }
    return [
        (name, float(values.min()), float(values.max()))
        for name, values in known.items()
        if len(values) and values.min() < values.max()
    ]
