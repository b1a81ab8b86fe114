"""Masks over cases, for `EventLog.select`: which ones go back to a step, which leave one out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]


def has_return(log: EventLog, step: int) -> Mask:
    """Cases that come to a step once more after other steps, as `Rework.returned_cases` counts."""
    return _joined(log, lambda part: _returns(part.low, part.high, part.activity, step))


def has_skip(log: EventLog, order: Sequence[int], place: int) -> Mask:
    """Cases that go on past a step without it, as `Skips.skipped` counts.

    Args:
        order: codes of steps; others count for nothing.
        place: that of the step in the order.
    """
    places = np.full(len(log.activities), -1)
    places[list(order)] = np.arange(len(order))
    return _joined(log, lambda part: _has_skip(part.low, part.high, part.activity, places, place))


def _joined(log: EventLog, function: Callable[[EventLog], Mask]) -> Mask:
    return np.concatenate(on_each_core(function, log))


@kernel
def _returns(low: Counts, high: Counts, code: Integers, step: int) -> Mask:
    mask = np.zeros(len(low), np.bool_)
    for case in range(len(low)):
        has_step, has_left = False, False
        for event in range(low[case], high[case]):
            is_step = code[event] == step
            if is_step and has_left:
                mask[case] = True
                break
            has_step = has_step or is_step
            has_left = has_step and not is_step
    return mask


@kernel
def _has_skip(low: Counts, high: Counts, code: Integers, places: Counts, place: int) -> Mask:
    mask = np.zeros(len(low), np.bool_)
    for case in range(len(low)):
        for event in range(low[case], high[case]):
            event_place = places[code[event]]
            if event_place >= place:
                mask[case] = event_place > place
                break
    return mask
