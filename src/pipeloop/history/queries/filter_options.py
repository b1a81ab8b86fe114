"""What a log can be filtered by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history.domain.filtering import person_of
from pipeloop.history.domain.outcomes import outcomes
from pipeloop.history.domain.owners import stage_owner_of
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.words import ATTRIBUTES, MOMENTS, OUTCOME

# Nobody chooses from a list of more names than this.
MAX_OPTIONS = 300


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """What there is to choose from.

    Args:
        steps: the most frequent first; `people` by the alphabet.
        labels: attributes with their values; `numbers`, attributes with their lowest and highest.
        has_outcomes: whether it is known how any deal ended.
    """

    steps: tuple[str, ...]
    people: tuple[str, ...]
    labels: tuple[tuple[str, tuple[str, ...]], ...]
    numbers: tuple[tuple[str, float, float], ...]
    has_outcomes: bool


def filter_options(filtered: FilteredLog) -> FilterOptions:
    """What the deals of the whole log can be filtered by."""
    return filtered.cached_whole(("filter options",), _options)


def attribute_title(attribute: str) -> str:
    """What an attribute of deals is called on pages."""
    owner = stage_owner_of(attribute)
    return owner.title if owner else str(ATTRIBUTES.get(attribute, attribute))


def _options(log: EventLog) -> FilterOptions:
    counts = np.bincount(log.activity, minlength=len(log.activities))
    steps = [log.activities[code] for code in np.argsort(-counts, kind="stable") if counts[code]]
    people = sorted({person_of(name) for name in log.resources if name})
    return FilterOptions(
        steps=tuple(steps[:MAX_OPTIONS]),
        people=tuple(people) if len(people) <= MAX_OPTIONS else (),
        labels=tuple(_labels(log)),
        numbers=tuple(_numbers(log)),
        has_outcomes=bool(outcomes(log).any()),
    )


def _labels(log: EventLog) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, labels in log.labels.items():
        values = tuple(sorted(value for value in labels.names if value))
        if name != OUTCOME and 1 < len(values) <= MAX_OPTIONS:
            yield name, values


def _numbers(log: EventLog) -> Iterator[tuple[str, float, float]]:
    for name, column in log.numbers.items():
        values = column[~np.isnan(column)]
        if name not in MOMENTS and len(values) and values.min() < values.max():
            yield name, float(values.min()), float(values.max())
