"""Cases that stand too long where they stand now, measured by how long others stayed there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.durations import Counts, Numbers, Times

# So many medians in a step are a warning, and so many are too long.
LONG, TOO_LONG = 1.5, 2.0
# From fewer stays than this, no median is told.
LEAST = 15
DAY_S = 86_400


@dataclass(frozen=True)
class OpenCases:
    """Open cases as they stand now, the most overdue first; each array of shape (open cases,).

    Args:
        case: number of the case in the log.
        step: code of its last step.
        since: when it came there, in seconds of the log.
        stood_s: how long it has stood there, in seconds.
        median_s, late_s: the median and the 90th percentile of how long others stayed there, in
            seconds; not a number from too few of them.
        medians: how many medians it has stood there; not a number where that is not known.
        level: 0 for in time, 1 for long, 2 for too long; 0 too where that is not known.
    """

    case: Counts
    step: Counts
    since: Counts
    stood_s: Counts
    median_s: Numbers
    late_s: Numbers
    medians: Numbers
    level: NDArray[np.int8]


def open_cases(
    log: EventLog, is_open: NDArray[np.bool_], stay: Times, *, now: int, day_s: int = DAY_S
) -> OpenCases:
    """Where open cases stand, since when, and whether that is too long.

    It is long after 1.5 medians, and a day more than one at least; too long after 2.

    Args:
        is_open: whether each case is; shape (cases,). One without an event is left out.
        stay: how long cases stay on each step, see `Steps.stay`.
        now: seconds of the log.
        day_s: seconds of a day; less than 24 hours in working time.
    """
    case = np.flatnonzero(is_open & (log.high > log.low))
    last = log.high[case] - 1
    step, since = log.activity[last].astype(np.int64), log.time[last].astype(np.int64)
    stood = now - since
    known = stay.count >= LEAST
    middle = np.where(known, stay.quantile_s(0.5), np.nan)[step]
    late = np.where(known, stay.quantile_s(0.9), np.nan)[step]
    # Where others leave at once, any stay is many medians: a second stands for none.
    medians = stood / np.maximum(middle, 1)
    level = _level(stood, middle, day_s)
    # Whatever is not known sorts last, as not a number does.
    order = np.lexsort((-stood, -medians, -level))
    return OpenCases(
        case[order],
        step[order],
        since[order],
        stood[order],
        middle[order],
        late[order],
        medians[order],
        level[order],
    )


def _level(stood: Counts, middle: Numbers, day_s: int) -> NDArray[np.int8]:
    long = stood > np.maximum(LONG * middle, middle + day_s)
    too_long = long & (stood > TOO_LONG * middle)
    return long.astype(np.int8) + too_long
