"""How long each case waited between one person and the next: for the list of its deals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import NOBODY, EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.performance.edge_waits import NEVER, Counts


def longest_handover_wait(
    log: EventLog, role_of: NDArray[np.integer[Any]], giver: int, taker: int
) -> Counts:
    """The longest time in which each case was handed over from one role to another.

    What a handover is, and its time, is as in `handovers`: these are the cases behind its
    counts, also where an event of unknown people lies between.

    Args:
        role_of: code of each person's role or team; shape (resources,).
        giver, taker: codes of roles.

    Returns:
        Seconds, `NEVER` where the case was not handed over so; shape (cases,).
    """
    codes = role_of.astype(np.int64)

    def longest(part: EventLog) -> Counts:
        return _longest(part.low, part.high, part.resource, part.time, codes, giver, taker, NOBODY)

    return np.concatenate(on_each_core(longest, log))


@kernel
def _longest(
    low: Counts,
    high: Counts,
    resource: Integers,
    time: Integers,
    role_of: Counts,
    giving_role: int,
    taking_role: int,
    nobody: int,
) -> Counts:
    waits = np.full(len(low), NEVER, np.int64)
    for case in range(len(low)):
        giver, left_at = np.int64(nobody), np.int64(0)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            person = np.int64(resource[event])
            if person == nobody:
                continue
            came_at = np.int64(time[event])
            is_handover = giver not in (nobody, person) and role_of[person] == taking_role
            if is_handover and role_of[giver] == giving_role:
                waits[case] = max(waits[case], came_at - left_at)
            giver, left_at = person, came_at
    return waits
