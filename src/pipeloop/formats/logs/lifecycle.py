"""When work began, from logs that write its start and its end as two events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.building import in_order
from pipeloop.engine.eventlog.log import UNKNOWN, Integers
from pipeloop.engine.eventlog.texts import Texts

OTHER, START, COMPLETE = 0, 1, 2
_WORDS = {"start": START, "complete": COMPLETE}


def steps_of(words: Texts) -> NDArray[np.uint8]:
    """Which of these words mean a start or an end; shape (words,)."""
    return np.array([_WORDS.get(word.lower(), OTHER) for word in words], np.uint8)


def began_of(
    case: Integers,
    activity: Integers,
    moment: NDArray[np.int64],
    step: NDArray[np.uint8],
    cases: int,
) -> NDArray[np.int64]:
    """When work on each end began: at the latest start of the same kind that has no end yet.

    Args:
        case, activity, moment: as in `build`.
        step: `START`, `COMPLETE` or `OTHER` of each event, shape (events,).
        cases: how many there are.

    Returns:
        Microseconds since 1970, `UNKNOWN` for all but ends that have a start; shape (events,).
    """
    order, offsets = in_order(case, moment, cases)
    kinds = int(activity.max(initial=0)) + 1
    return _paired(order, offsets, activity, moment, step, kinds)


@kernel
def _paired(
    order: NDArray[np.int64],
    offsets: NDArray[np.int64],
    activity: Integers,
    moment: NDArray[np.int64],
    step: NDArray[np.uint8],
    kinds: int,
) -> NDArray[np.int64]:
    began = np.full(len(order), UNKNOWN, np.int64)
    # The latest open start of each kind, and the one that was so before each start.
    latest, before = np.full(kinds, -1, np.int64), np.empty(len(order), np.int64)
    for case in range(len(offsets) - 1):
        own = order[offsets[case] : offsets[case + 1]]
        for event in own:
            kind = activity[event]
            if step[event] == START:
                before[event], latest[kind] = latest[kind], event
            elif step[event] == COMPLETE and latest[kind] >= 0:
                began[event] = moment[latest[kind]]
                latest[kind] = before[latest[kind]]
        for event in own:
            latest[activity[event]] = -1
    return began
