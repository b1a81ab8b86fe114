"""How long each case took on one edge of the map, or on one step: for the list of its deals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core

# Of a case that never took the edge; and any step, as the end of an edge.
NEVER = -1
ANY = -1
Counts = NDArray[np.int64]


def longest_edge_wait(log: EventLog, source: int, target: int) -> Counts:
    """The longest time that each case took from one step right to another, by code.

    Returns:
        Seconds, `NEVER` where it does not take this edge; shape (cases,).
    """
    return _longest_waits(log, source, target)


def longest_step_stay(log: EventLog, step: int) -> Counts:
    """The longest time that each case stayed on a step before it went on.

    Returns:
        Seconds, 0 where it ends there, `NEVER` where it does not have the step; shape (cases,).
    """
    return _longest_waits(log, step, ANY)


def _longest_waits(log: EventLog, source: int, target: int) -> Counts:
    def longest(part: EventLog) -> Counts:
        return _longest(part.low, part.high, part.activity, part.time, source, target)

    return np.concatenate(on_each_core(longest, log))


@kernel
def _longest(
    low: Counts, high: Counts, code: Integers, time: Integers, source: int, target: int
) -> Counts:
    waits = np.full(len(low), NEVER, np.int64)
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            if code[event] != source:
                continue
            following = event + 1
            if following == high[case]:
                wait = np.int64(0) if target == ANY else np.int64(NEVER)
            elif target == ANY or code[following] == target:
                wait = np.int64(time[following]) - np.int64(time[event])
            else:
                continue
            waits[case] = max(waits[case], wait)
    return waits
