"""The time between any two steps, case by case."""

from __future__ import annotations

import numpy as np

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.durations import Counts

# For a case that does not go from the one step to the other.
NONE = -1


def seconds_between(log: EventLog, source: int, target: int, *, last: bool = False) -> Counts:
    """How long each case takes from one step to the first of another after it.

    Args:
        source, target: codes of the steps; one and the same asks when it comes again.
        last: count from the last time that `source` comes before that, not from the first.

    Returns:
        Seconds of the log, `NONE` for a case that does not go that way; shape (cases,).
    """
    parts = on_each_core(
        lambda part: _between(part.low, part.high, part.activity, part.time, source, target, last),
        log,
    )
    return np.concatenate(parts)


@kernel
def _between(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    source: int,
    target: int,
    last: bool,
) -> Counts:
    seconds = np.full(len(low), NONE, np.int64)
    for case in range(len(low)):
        has_source, since = False, np.int64(0)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            if has_source and code[event] == target:
                seconds[case] = np.int64(time[event]) - since
                break
            if code[event] == source and (last or not has_source):
                has_source, since = True, np.int64(time[event])
    return seconds
