"""Logs of their own made from a slice, or from some steps: only these events are copied."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.string_array import StringArray


def compact(log: EventLog) -> EventLog:
    """The cases of a slice as a log of its own, with no event or name of others in it."""
    has_no_gap = np.array_equal(log.low[1:], log.high[:-1])
    if has_no_gap and len(log.case_ids) == log.case_count and log.event_count == len(log.activity):
        return log
    events = event_numbers(log.low, log.high)
    return replace(
        _with_events(log, events, log.high - log.low),
        cases=np.arange(log.case_count, dtype=np.int32),
        case_ids=_select_texts(log.case_ids, log.cases),
        labels={
            name: replace(labels, codes=labels.codes[log.cases])
            for name, labels in log.labels.items()
        },
        numbers={name: values[log.cases] for name, values in log.numbers.items()},
    )


def only_steps(log: EventLog, steps: NDArray[np.bool_]) -> EventLog:
    """The log with the events of some steps alone; a case that has none is left out.

    Args:
        steps: whether the events of each step are kept, by code; shape (activities,).
    """
    selected = _events_of_steps(log.low, log.high, log.activity, steps)
    has_any = selected.counts > 0
    return _with_events(log.select(has_any), selected.events, selected.counts[has_any])


def _with_events(log: EventLog, events: NDArray[np.int64], counts: NDArray[np.int64]) -> EventLog:
    """The log with these events, so many for each case, one case after another."""
    ends = np.cumsum(counts)
    return replace(
        log,
        activity=log.activity[events],
        time=log.time[events],
        resource=log.resource[events],
        began=None if log.began is None else log.began[events],
        low=ends - counts,
        high=ends,
    )


def _select_texts(texts: StringArray, places: NDArray[np.int32]) -> StringArray:
    low, high = texts.ends[places], texts.ends[places + 1]
    ends = np.zeros(len(places) + 1, np.int64)
    np.cumsum(high - low, out=ends[1:])
    return StringArray(texts.letters[event_numbers(low, high)], ends)


@kernel
def event_numbers(low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of everything from each `low` to its `high`."""
    numbers = np.empty((high - low).sum(), np.int64)
    count = 0
    for part in range(len(low)):
        for place in range(low[part], high[part]):
            numbers[count] = place
            count += 1
    return numbers


class _Selected(NamedTuple):
    """Numbers of events, those of one case after another, and how many each case has."""

    events: NDArray[np.int64]
    counts: NDArray[np.int64]


@kernel
def _events_of_steps(
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    activity: Integers,
    steps: NDArray[np.bool_],
) -> _Selected:
    events = np.empty((high - low).sum(), np.int64)
    counts = np.zeros(len(low), np.int64)
    total = 0
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            if steps[activity[event]]:
                events[total] = event
                total += 1
                counts[case] += 1
    return _Selected(events[:total].copy(), counts)
