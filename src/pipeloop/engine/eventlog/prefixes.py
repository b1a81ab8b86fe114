"""What had happened when cases first came to a step; no event is copied."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core

Bounds = NDArray[np.int64]
# The end of a case that never comes to the step.
_NEVER = -1


def prefixes(log: EventLog, step: int) -> EventLog:
    """The cases that reached a step, each cut after its first event of it.

    Args:
        step: its code.
    """
    parts = on_each_core(lambda p: _first_ends(p.low, p.high, p.activity, step), log)
    high = np.concatenate(parts)
    return replace(log, high=high).select(high != _NEVER)


@kernel
def _first_ends(low: Bounds, high: Bounds, activity: Integers, step: int) -> Bounds:
    """One past the first event of a step in each case, `_NEVER` where there is none."""
    ends = np.full(len(low), _NEVER, np.int64)
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            if activity[event] == step:
                ends[case] = event + 1
                break
    return ends
