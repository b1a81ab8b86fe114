"""The clock of a time zone as a table: local time of any moment in two look-ups.

Times in a log are seconds in UTC; hours, weekdays and months are those of a wall clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel

DAY_S = 86_400
OffsetTable = NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def offset_table(zone: ZoneInfo, first_day: int, last_day: int) -> OffsetTable:
    """How far local time is ahead of UTC on each day of a period.

    Args:
        first_day, last_day: days of UTC, counted from 1970, both included.

    Returns:
        For each day the second at which clocks change, `DAY_S` when they do not, and the
        seconds local time is ahead before and after it; shape (days, 3).
    """
    days = last_day - first_day + 1
    ahead = np.array([_utc_offset(zone, (first_day + day) * DAY_S) for day in range(days + 1)])
    table = np.stack((np.full(days, DAY_S), ahead[:-1], ahead[1:]), axis=1)
    for day in np.flatnonzero(ahead[:-1] != ahead[1:]).tolist():
        table[day, 0] = _transition(zone, (first_day + day) * DAY_S)
    return table


def local_seconds(zone: ZoneInfo, moments: NDArray[np.int64]) -> NDArray[np.int64]:
    """What a wall clock shows at each moment, in seconds after its own 1970 began.

    Args:
        moments: seconds since 1970 in UTC; shape (any,).
    """
    if not len(moments):
        return moments
    first_day = int(moments.min()) // DAY_S
    table = offset_table(zone, first_day, int(moments.max()) // DAY_S)
    return _all_to_local(moments - first_day * DAY_S, table) + first_day * DAY_S


@inlined
def to_local(table: Any, second: Any) -> Any:
    """What the wall clock shows at a moment, both in seconds since a table's first midnight UTC."""
    # Unsigned numbers are divided, and looked up by, in less time.
    day = np.uint64(second) // np.uint64(DAY_S)
    of_day = np.int64(second) - np.int64(day) * DAY_S
    ahead = table[day, 1] if of_day < table[day, 0] else table[day, 2]
    return second + ahead


@kernel
def _all_to_local(seconds: NDArray[np.int64], table: OffsetTable) -> NDArray[np.int64]:
    local = np.empty(len(seconds), np.int64)
    for place in range(len(seconds)):
        local[place] = to_local(table, seconds[place])
    return local


def _utc_offset(zone: ZoneInfo, moment: int) -> int:
    # Counted up from 1970, as not every system takes moments before it.
    ahead = (_EPOCH + timedelta(seconds=moment)).astimezone(zone).utcoffset()
    return int(ahead.total_seconds()) if ahead is not None else 0


def _transition(zone: ZoneInfo, midnight: int) -> int:
    """The first second of a day at which clocks show what they show at its end."""
    before, after = 0, DAY_S
    ahead_at_midnight = _utc_offset(zone, midnight)
    while after - before > 1:
        midpoint = (before + after) // 2
        if _utc_offset(zone, midnight + midpoint) == ahead_at_midnight:
            before = midpoint
        else:
            after = midpoint
    return after
