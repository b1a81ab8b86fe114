"""Which cases of a log answer a question. Masks over cases, for `EventLog.select`.

Each question is one pass over what it asks about, shared out among the cores.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core

Mask = NDArray[np.bool_]
Bounds = NDArray[np.int64]


def arriving(log: EventLog, since: int, until: int) -> Mask:
    """Cases whose first event lies in a period.

    Args:
        since, until: seconds since 1970; the second one is the first moment after the period.
    """
    found = np.zeros(log.case_count, np.bool_)
    some = log.high > log.low
    first = log.time[log.low[some]] + np.int64(log.start)
    found[some] = (first >= since) & (first < until)
    return found


def passing(log: EventLog, steps: Iterable[int]) -> Mask:
    """Cases that have an event of any of these steps, by code."""
    wanted = _wanted(len(log.activities), steps)
    return _joined(log, lambda part: _meets(part.low, part.high, part.activity, wanted))


def worked_by(log: EventLog, people: Iterable[int]) -> Mask:
    """Cases in which any of these people did something, by code."""
    wanted = _wanted(len(log.resources), people)
    return _joined(log, lambda part: _meets(part.low, part.high, part.resource, wanted))


def going(log: EventLog, source: int, target: int) -> Mask:
    """Cases in which one step comes right after another: the deals behind an edge of the map."""
    return _joined(log, lambda part: _goes(part.low, part.high, part.activity, source, target))


def durations(log: EventLog) -> NDArray[np.int64]:
    """Seconds from the first event of each case to its last, 0 for one without; shape (cases,)."""
    spent = np.zeros(log.case_count, np.int64)
    some = log.high > log.low
    spent[some] = log.time[log.high[some] - 1].astype(np.int64) - log.time[log.low[some]]
    return spent


def labelled(log: EventLog, name: str, values: Collection[str]) -> Mask:
    """Cases of which an attribute says any of these words.

    Raises:
        KeyError: the log has no attribute of that name.
    """
    labels = log.labels[name]
    wanted = _wanted(
        len(labels.names), (c for c, word in enumerate(labels.names) if word in values)
    )
    return wanted[labels.codes[log.cases]]


def numbered(log: EventLog, name: str, at_least: float, at_most: float) -> Mask:
    """Cases of which an attribute is a number in a range, both ends included.

    Raises:
        KeyError: the log has no attribute of that name.
    """
    values = log.numbers[name][log.cases]
    return (values >= at_least) & (values <= at_most)


def within(log: EventLog, since: int, until: int) -> EventLog:
    """What happened in a period: cases are cut at its ends, and those without an event left out.

    Args:
        since, until: seconds since 1970; the second one is the first moment after the period.
    """
    low, high = _cut(log.low, log.high, log.time, since - log.start, until - log.start)
    cut = replace(log, low=low, high=high)
    return cut.select(high > low)


def _wanted(codes: int, chosen: Iterable[int]) -> Mask:
    wanted = np.zeros(codes, np.bool_)
    wanted[list(chosen)] = True
    return wanted


def _joined(log: EventLog, function: Callable[[EventLog], Mask]) -> Mask:
    return np.concatenate(on_each_core(function, log))


@kernel
def _meets(low: Bounds, high: Bounds, code: Integers, wanted: Mask) -> Mask:
    found = np.zeros(len(low), np.bool_)
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            if wanted[code[event]]:
                found[case] = True
                break
    return found


@kernel
def _goes(low: Bounds, high: Bounds, code: Integers, source: int, target: int) -> Mask:
    found = np.zeros(len(low), np.bool_)
    for case in range(len(low)):
        for event in range(low[case] + 1, high[case]):
            if code[event - 1] == source and code[event] == target:
                found[case] = True
                break
    return found


@kernel
def _cut(
    low: Bounds, high: Bounds, time: Integers, since: int, until: int
) -> tuple[Bounds, Bounds]:
    first, after = low.copy(), high.copy()
    for case in range(len(low)):
        while first[case] < after[case] and time[first[case]] < since:
            first[case] += 1
        while after[case] > first[case] and time[after[case] - 1] >= until:
            after[case] -= 1
    return first, after
