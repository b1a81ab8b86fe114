"""When work began, in logs that have an event of its own for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.building import in_order
from pipeloop.engine.eventlog.log import UNKNOWN, Integers

OTHER, START, COMPLETE = 0, 1, 2


def paired_starts(
    case: Integers,
    activity: Integers,
    moment: NDArray[np.int64],
    phase: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """The moment of the latest start of the same step that nothing has completed yet.

    Args:
        case, activity: codes of each event, in the order of arrival; shape (events,).
        moment: in any unit, shape (events,).
        phase: `START`, `COMPLETE` or `OTHER`, shape (events,).

    Returns:
        For each completion the moment of its start, `UNKNOWN` for what has none and for all
        other events; shape (events,).
    """
    if not len(case):
        return np.zeros(0, np.int64)
    order, offsets = in_order(case, moment, int(case.max()) + 1)
    return _paired(order, offsets, activity, moment, phase, int(activity.max()) + 1)


@kernel
def _paired(
    order: NDArray[np.int64],
    offsets: NDArray[np.int64],
    activity: Integers,
    moment: NDArray[np.int64],
    phase: NDArray[np.uint8],
    activities: int,
) -> NDArray[np.int64]:
    began = np.full(len(order), UNKNOWN, np.int64)
    # Starts without an end so far, a stack for each step: its latest start, and of each start the
    # one before it.
    latest, earlier = np.full(activities, -1, np.int64), np.empty(len(order), np.int64)
    for case in range(len(offsets) - 1):
        for place in range(offsets[case], offsets[case + 1]):
            event = order[place]
            step = activity[event]
            if phase[event] == START:
                earlier[event], latest[step] = latest[step], event
            elif phase[event] == COMPLETE and latest[step] >= 0:
                began[event] = moment[latest[step]]
                latest[step] = earlier[latest[step]]
        for place in range(offsets[case], offsets[case + 1]):
            latest[activity[order[place]]] = -1
    return began
