"""Appending new events to a log without building it anew.

A case that goes on is written again behind all others, and its old place is left unused, so the
cost of a thousand new events depends on their own cases alone, whatever the size of the log.
Any summary `f` is brought up to date as `f(log) - f(appended.before) + f(appended.after)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.copying import event_numbers
from pipeloop.engine.eventlog.log import UNKNOWN, EventLog, Integers
from pipeloop.engine.eventlog.string_array import StringArray

# Columns are made longer by this share at once, so that appending seldom copies them.
SPARE = 0.25


@dataclass(frozen=True)
class Appended:
    """A log with new events, and the cases that they changed.

    Args:
        log: the log with them; whoever still reads the one before it is not disturbed.
        before: the cases that they belong to, as they were, without those that are new.
        after: the same cases, and the new ones, as they are now.
    """

    log: EventLog
    before: EventLog
    after: EventLog


def append_events(
    log: EventLog,
    case: NDArray[np.int64],
    activity: Integers,
    moment: NDArray[np.int64],
    resource: Integers,
    *,
    case_ids: StringArray,
    activities: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
) -> Appended:
    """Add events; those of one second keep the order in which they came.

    When their work began, and the attributes of new cases, are not known.

    Args:
        log: a whole log, not a slice of one, and the newest: events are appended to a log once.
        case, activity, resource: codes, as in `build`; a new name has a new code.
        moment: microseconds since 1970, shape (new events,).
        case_ids: names of all cases, the new ones last.
        activities, resources: names by code, those of the log first; None when none is new.

    Raises:
        ValueError: a column of the log cannot hold a new name, or a moment. Build it anew.
    """
    names = tuple(activities or log.activities), tuple(resources or log.resources)
    changed, new_case = np.unique(case, return_inverse=True)
    before = log.select(changed[changed < log.case_count])
    old = event_numbers(before.low, before.high)
    old_case = np.repeat(np.arange(before.case_count), before.high - before.low)
    tail = build(
        np.concatenate((old_case, new_case)),
        np.concatenate((log.activity[old], activity)),
        np.concatenate(((log.time[old].astype(np.int64) + log.start) * MICROSECONDS, moment)),
        np.concatenate((log.resource[old], resource)),
        case_ids=StringArray.of([""] * len(changed)),
        activities=names[0],
        resources=names[1],
        began=None if log.began is None else _began(log, old, len(moment)),
    )
    whole = _with_tail(log, tail, changed, case_ids)
    whole = replace(whole, activities=names[0], resources=names[1])
    return Appended(whole, before, whole.select(changed))


def _with_tail(
    log: EventLog, tail: EventLog, changed: NDArray[np.int64], ids: StringArray
) -> EventLog:
    """The log with the events of a tail behind its own; the changed cases are there alone.

    Args:
        tail: a log of the changed cases.
        changed: their numbers in the log; shape (cases of the tail,).
    """
    used = int(log.high.max(initial=0))
    time = tail.time.astype(np.int64) + (tail.start - log.start)
    low, high = _longer(log.low, len(ids)), _longer(log.high, len(ids))
    low[changed], high[changed] = tail.low + used, tail.high + used
    return replace(
        log,
        activity=_put(log.activity, used, tail.activity),
        time=_put(log.time, used, time),
        resource=_put(log.resource, used, tail.resource),
        low=low,
        high=high,
        cases=np.arange(len(ids), dtype=np.int32),
        case_ids=ids,
        began=None if log.began is None else _put(log.began, used, _began_since(tail, log.start)),
        labels={
            name: replace(labels, codes=_longer(labels.codes, len(ids)))
            for name, labels in log.labels.items()
        },
        numbers={
            name: np.concatenate((values, np.full(len(ids) - len(values), np.nan)))
            for name, values in log.numbers.items()
        },
    )


def _began(log: EventLog, old: NDArray[np.int64], new: int) -> NDArray[np.int64]:
    """When work on these events began, in microseconds since 1970; unknown of new ones."""
    seconds = log.began[old].astype(np.int64) if log.began is not None else old
    began = np.where(seconds == UNKNOWN, UNKNOWN, (seconds + log.start) * MICROSECONDS)
    return np.concatenate((began, np.full(new, UNKNOWN, np.int64)))


def _began_since(tail: EventLog, start: int) -> NDArray[np.int64]:
    """When work began in a tail, in seconds after another start."""
    began = tail.began.astype(np.int64) if tail.began is not None else tail.time
    return np.where(began == UNKNOWN, UNKNOWN, began + (tail.start - start))


def _longer(column: Integers, cases: int) -> Integers:
    longer = np.zeros(cases, column.dtype)
    longer[: len(column)] = column
    return longer


def _put(column: Integers, used: int, tail: Integers) -> Integers:
    """A column with a tail behind what is used of it, in place where there is room."""
    limits = np.iinfo(column.dtype)
    if len(tail) and not limits.min <= tail.min() <= tail.max() <= limits.max:
        raise ValueError("a value too large for its column")
    end = used + len(tail)
    if end > len(column) or not column.flags.writeable:
        longer = np.empty(end + int(SPARE * end), column.dtype)
        longer[:used] = column[:used]
        column = longer
    column[used:end] = tail
    return column
