"""Masks over cases, for `EventLog.select`: each is one pass, divided among the cores."""

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


def starts_in(log: EventLog, since: int, until: int) -> Mask:
    """Cases whose first event lies in a period.

    Args:
        since, until: seconds since 1970; the second one is the first moment after the period.
    """
    mask = np.zeros(log.case_count, np.bool_)
    has_events = log.high > log.low
    first = log.time[log.low[has_events]] + np.int64(log.start)
    mask[has_events] = (first >= since) & (first < until)
    return mask


def has_step(log: EventLog, steps: Iterable[int]) -> Mask:
    """Cases that have an event of any of these steps, by code."""
    is_chosen = _is_chosen(len(log.activities), steps)
    return _joined(log, lambda part: _has_any(part.low, part.high, part.activity, is_chosen))


def has_person(log: EventLog, people: Iterable[int]) -> Mask:
    """Cases in which any of these people did something, by code."""
    is_chosen = _is_chosen(len(log.resources), people)
    return _joined(log, lambda part: _has_any(part.low, part.high, part.resource, is_chosen))


def has_edge(log: EventLog, source: int, target: int) -> Mask:
    """Cases in which one step comes right after another: the deals behind an edge of the map."""
    return _joined(log, lambda part: _has_edge(part.low, part.high, part.activity, source, target))


def durations(log: EventLog) -> NDArray[np.int64]:
    """Seconds from the first event of each case to its last, 0 for one without; shape (cases,)."""
    seconds = np.zeros(log.case_count, np.int64)
    low, high = log.low[log.high > log.low], log.high[log.high > log.low]
    seconds[log.high > log.low] = log.time[high - 1].astype(np.int64) - log.time[low]
    return seconds


def has_label(log: EventLog, name: str, values: Collection[str]) -> Mask:
    """Cases of which an attribute is any of these words.

    Raises:
        KeyError: the log has no attribute of that name.
    """
    labels = log.labels[name]
    codes = (code for code, word in enumerate(labels.names) if word in values)
    return _is_chosen(len(labels.names), codes)[labels.codes[log.cases]]


def has_number(log: EventLog, name: str, at_least: float, at_most: float) -> Mask:
    """Cases of which an attribute is a number in a range, both ends included.

    Raises:
        KeyError: the log has no attribute of that name.
    """
    values = log.numbers[name][log.cases]
    return (values >= at_least) & (values <= at_most)


def cut_to_period(log: EventLog, since: int, until: int) -> EventLog:
    """The events of a period: cases are cut at its ends, and those without an event left out.

    Args:
        since, until: seconds since 1970; the second one is the first moment after the period.
    """
    low, high = _cut(log.low, log.high, log.time, since - log.start, until - log.start)
    cut = replace(log, low=low, high=high)
    return cut.select(high > low)


def _is_chosen(codes: int, chosen: Iterable[int]) -> Mask:
    """A mask over codes."""
    is_chosen = np.zeros(codes, np.bool_)
    is_chosen[list(chosen)] = True
    return is_chosen


def _joined(log: EventLog, function: Callable[[EventLog], Mask]) -> Mask:
    return np.concatenate(on_each_core(function, log))


@kernel
def _has_any(low: Bounds, high: Bounds, code: Integers, is_chosen: Mask) -> Mask:
    mask = np.zeros(len(low), np.bool_)
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            if is_chosen[code[event]]:
                mask[case] = True
                break
    return mask


@kernel
def _has_edge(low: Bounds, high: Bounds, code: Integers, source: int, target: int) -> Mask:
    mask = np.zeros(len(low), np.bool_)
    for case in range(len(low)):
        for event in range(low[case] + 1, high[case]):
            if code[event - 1] == source and code[event] == target:
                mask[case] = True
                break
    return mask


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
