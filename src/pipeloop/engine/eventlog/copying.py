"""Events of a slice put together: what of a log must be copied, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.string_array import StringArray


def compact(log: EventLog) -> EventLog:
    """The cases of a slice as a log of its own, with no event or name of others in it."""
    in_order = np.array_equal(log.low[1:], log.high[:-1])
    if in_order and len(log.case_ids) == log.case_count and log.event_count == len(log.activity):
        return log
    taken = event_numbers(log.low, log.high)
    return replace(
        _with_events(log, taken, log.high - log.low),
        cases=np.arange(log.case_count, dtype=np.int32),
        case_ids=_some(log.case_ids, log.cases),
        labels={
            name: replace(labels, codes=labels.codes[log.cases])
            for name, labels in log.labels.items()
        },
        numbers={name: values[log.cases] for name, values in log.numbers.items()},
    )


def only_steps(log: EventLog, steps: NDArray[np.bool_]) -> EventLog:
    """The log with the events of some steps alone; a case that has none is left out.

    Args:
        steps: whether the events of each step stay, by code; shape (activities,).
    """
    taken, counts = _of_steps(log.low, log.high, log.activity, steps)
    some = counts > 0
    return _with_events(log.select(some), taken, counts[some])


def _with_events(log: EventLog, taken: NDArray[np.int64], counts: NDArray[np.int64]) -> EventLog:
    """The log with these events, so many for each case, one case after another."""
    ends = np.cumsum(counts)
    return replace(
        log,
        activity=log.activity[taken],
        time=log.time[taken],
        resource=log.resource[taken],
        began=None if log.began is None else log.began[taken],
        low=ends - counts,
        high=ends,
    )


def _some(texts: StringArray, places: NDArray[np.int32]) -> StringArray:
    low, high = texts.ends[places], texts.ends[places + 1]
    ends = np.zeros(len(places) + 1, np.int64)
    np.cumsum(high - low, out=ends[1:])
    return StringArray(texts.letters[event_numbers(low, high)], ends)


@kernel
def event_numbers(low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of everything from each `low` to its `high`."""
    taken = np.empty((high - low).sum(), np.int64)
    free = 0
    for part in range(len(low)):
        for place in range(low[part], high[part]):
            taken[free] = place
            free += 1
    return taken


@kernel
def _of_steps(
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    activity: Integers,
    steps: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the events of some steps, and how many of them each case has."""
    taken = np.empty((high - low).sum(), np.int64)
    counts = np.zeros(len(low), np.int64)
    free = 0
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            if steps[activity[event]]:
                taken[free] = event
                free += 1
                counts[case] += 1
    return taken[:free].copy(), counts
