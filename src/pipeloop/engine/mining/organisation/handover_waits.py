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
    log: EventLog, group_of: NDArray[np.integer[Any]], giver: int, taker: int
) -> Counts:
    """The longest time in which each case went over from one group of people to another.

    What a hand-over is, and its time, is as in `handovers`: these are the cases behind its
    counts, also where something that nobody did lies between.

    Args:
        group_of: code of each person's group; shape (resources,).
        giver, taker: codes of groups.

    Returns:
        Seconds, `NEVER` where the case did not go over so; shape (cases,).
    """
    own = group_of.astype(np.int64)

    def longest(part: EventLog) -> Any:
        return _longest(part.low, part.high, part.resource, part.time, own, giver, taker, NOBODY)

    return np.concatenate(on_each_core(longest, log))


@kernel
def _longest(
    low: Counts,
    high: Counts,
    who: Integers,
    time: Integers,
    group_of: Counts,
    giver: int,
    taker: int,
    nobody: int,
) -> Counts:
    found = np.full(len(low), NEVER, np.int64)
    for case in range(len(low)):
        before, since = np.int64(nobody), np.int64(0)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            here = np.int64(who[event])
            if here == nobody:
                continue
            now = np.int64(time[event])
            goes_over = before not in (nobody, here) and group_of[here] == taker
            if goes_over and group_of[before] == giver:
                found[case] = max(found[case], now - since)
            before, since = here, now
    return found
