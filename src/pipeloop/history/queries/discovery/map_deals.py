"""The deals behind an element of the process map, those with the longest time there first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.filtering import durations
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.edge_waits import (
    NEVER,
    longest_edge_wait,
    longest_step_stay,
)
from pipeloop.history.queries.clock import CALENDAR, Clock
from pipeloop.history.queries.deals import Deals, longest_first, step_code
from pipeloop.history.queries.filtered_log import FilteredLog


@dataclass(frozen=True, slots=True)
class MapElement:
    """An element of the map: an edge between two steps, a step, the start or the end.

    Args:
        kind: edge, step, start or end.
        source: name of the step; of an edge, of the step that it leaves.
        target: name of the step that an edge leads to.
    """

    kind: str
    source: str
    target: str = ""


def deals_at(filtered: FilteredLog, element: MapElement, clock: Clock = CALENDAR) -> Deals:
    """The filtered deals that passed an element of the map.

    Raises:
        NotFound: the log has no such step.
    """

    def compute(log: EventLog) -> Deals:
        timed = clock.of(filtered)
        seconds = _seconds_at(timed, element)
        return longest_first(log, seconds, seconds > NEVER, timed)

    return filtered.cached(("deals at", element, clock.key), compute)


def _seconds_at(log: EventLog, element: MapElement) -> NDArray[np.int64]:
    """How long each deal was there, shape (cases,); `NEVER` where it was not."""
    step = step_code(log, element.source)
    if element.kind == "edge":
        return longest_edge_wait(log, step, step_code(log, element.target))
    if element.kind == "step":
        return longest_step_stay(log, step)
    event = log.low if element.kind == "start" else log.high - 1
    has_events = log.high > log.low
    included = np.zeros(log.case_count, np.bool_)
    included[has_events] = log.activity[event[has_events]] == step
    return np.where(included, durations(log), NEVER)
