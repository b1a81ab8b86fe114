"""A log from columns in any order: one stable counting sort, and only late cases are sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import NOBODY, UNKNOWN, EventLog, Integers, Labels
from pipeloop.engine.eventlog.string_array import StringArray

MICROSECONDS = 1_000_000


def build(
    case: Integers,
    activity: Integers,
    moment: NDArray[np.int64],
    resource: Integers | None = None,
    *,
    case_ids: StringArray,
    activities: Sequence[str],
    resources: Sequence[str] = ("",),
    began: NDArray[np.int64] | None = None,
    labels: Mapping[str, Labels] | None = None,
    numbers: Mapping[str, NDArray[np.float64]] | None = None,
) -> EventLog:
    """Put events, in the order in which they arrived, into the form of a log.

    Args:
        case: code of the case of each event, shape (events,).
        activity: code of its step, shape (events,).
        moment: microseconds since 1970, shape (events,).
        resource: code of who did it; `NOBODY`, the first of `resources`, where that is not known.
        case_ids, activities, resources: names by code.
        began: microseconds since 1970 when work on each event began, `UNKNOWN` where that is
            not known or after its end; shape (events,).
        labels, numbers: attributes of cases, as in `EventLog`.

    Raises:
        ValueError: the columns are of different lengths.
    """
    if resource is None:
        resource = np.full(len(case), NOBODY, np.uint8)
    if not len(case) == len(activity) == len(moment) == len(resource):
        raise ValueError("columns of different lengths")
    order, offsets = in_order(case, moment, len(case_ids))
    start, time, began_s = _seconds(moment, began)
    return EventLog(
        activity=activity.astype(_code_type(len(activities)))[order],
        time=time[order],
        resource=resource.astype(_code_type(len(resources)))[order],
        low=offsets[:-1],
        high=offsets[1:],
        cases=np.arange(len(case_ids), dtype=np.int32),
        start=start,
        activities=tuple(activities),
        resources=tuple(resources),
        case_ids=case_ids,
        began=None if began_s is None else began_s[order],
        labels=dict(labels or {}),
        numbers=dict(numbers or {}),
    )


def in_order(
    case: Integers, moment: NDArray[np.int64], cases: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of events as a log has them, and where each case begins, and the last one ends.

    Args:
        case: code of the case of each event, below `cases`; shape (events,).
        moment: in any unit, shape (events,).
    """
    offsets = np.zeros(cases + 1, np.int64)
    np.cumsum(np.bincount(case, minlength=cases), out=offsets[1:])
    order = _by_case(case, offsets)
    _sort_late(order, moment, offsets)
    return order, offsets


def _seconds(
    moment: NDArray[np.int64], began: NDArray[np.int64] | None
) -> tuple[int, Integers, Integers | None]:
    """The second of time 0, and moments in seconds after it, in as few bytes as hold them."""
    time = moment // MICROSECONDS
    if began is None:
        began_s, earliest = None, time
    else:
        is_known = (began != UNKNOWN) & (began <= moment)
        began_s = np.where(is_known, began // MICROSECONDS, UNKNOWN)
        earliest = np.minimum(time, np.where(is_known, began_s, time))
    start = int(earliest.min()) if len(time) else 0
    time -= start
    if began_s is not None:
        began_s[is_known] -= start
    fits = not len(time) or time.max() < np.iinfo(np.int32).max
    kind = np.int32 if fits else np.int64
    return start, time.astype(kind), None if began_s is None else began_s.astype(kind)


def _code_type(codes: int) -> type[np.unsignedinteger]:
    return np.uint8 if codes <= 1 << 8 else np.uint16 if codes <= 1 << 16 else np.uint32


@kernel
def _by_case(case: Integers, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of events, case after case, as they arrived."""
    order = np.empty(len(case), np.int64)
    next_place = offsets[:-1].copy()
    for event in range(len(case)):
        order[next_place[case[event]]] = event
        next_place[case[event]] += 1
    return order


@kernel
def _sort_late(
    order: NDArray[np.int64], moment: NDArray[np.int64], offsets: NDArray[np.int64]
) -> None:
    """Sort by time, in place, the cases in which something arrived late."""
    for case in range(len(offsets) - 1):
        low, high = offsets[case], offsets[case + 1]
        for place in range(low + 1, high):
            if moment[order[place]] < moment[order[place - 1]]:
                events = order[low:high].copy()
                order[low:high] = events[np.argsort(moment[events], kind="mergesort")]
                break
