"""Cases by the month in which they arrived, or by the week or the quarter."""

from __future__ import annotations

from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.localtime import DAY_S, local_seconds

Period = Literal["week", "month", "quarter"]
# The 1st of January 1970 was a Thursday.
_MONDAY = 3


class Cohorts(NamedTuple):
    """Cases by arrival.

    Args:
        number: that of each case's cohort, -1 for a case without an event; shape (cases,).
        begins: the first local day of each cohort, one period after another whether anyone
            arrived in it or not; shape (cohorts,).
    """

    number: NDArray[np.int64]
    begins: NDArray[np.datetime64]


def arrivals(log: EventLog, zone: ZoneInfo, period: Period) -> Cohorts:
    """Cases of a log by the period of their first event.

    Args:
        log: in calendar time, not in working time.
        zone: where days begin.
    """
    has_events = log.high > log.low
    first = log.time[log.low[has_events]].astype(np.int64) + log.start
    periods = _number(local_seconds(zone, first) // DAY_S, period)
    earliest = int(periods.min(initial=periods.max(initial=0)))
    number = np.full(log.case_count, -1)
    number[has_events] = periods - earliest
    begins = _first_day(np.arange(earliest, earliest + int(number.max(initial=-1)) + 1), period)
    return Cohorts(number, begins)


def _number(day: NDArray[np.int64], period: Period) -> NDArray[np.int64]:
    """Periods since the one that 1970 began in."""
    if period == "week":
        return (day + _MONDAY) // 7
    months = day.astype("M8[D]").astype("M8[M]").astype(np.int64)
    return months // 3 if period == "quarter" else months


def _first_day(number: NDArray[np.int64], period: Period) -> NDArray[np.datetime64]:
    if period == "week":
        return (number * 7 - _MONDAY).astype("M8[D]")
    months = number * 3 if period == "quarter" else number
    return months.astype("M8[M]").astype("M8[D]")
