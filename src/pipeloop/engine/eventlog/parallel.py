"""A log divided among the cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

from pipeloop.engine.eventlog.log import EventLog

Result = TypeVar("Result")
# Below so many events a thread costs more than it saves.
EVENTS_PER_THREAD = 200_000


def on_each_core(function: Callable[[EventLog], Result], log: EventLog) -> list[Result]:
    """The results of a function for each part of a log, computed at the same time."""
    parts = split_log(log, cores())
    if len(parts) == 1:
        return [function(parts[0])]
    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(function, parts))


def cores() -> int:
    """How many threads work at once."""
    return os.cpu_count() or 1


def split_log(log: EventLog, most: int) -> list[EventLog]:
    """The log cut between cases into at most so many parts, of about as many events each."""
    parts = min(most, log.event_count // EVENTS_PER_THREAD + 1)
    if parts == 1:
        return [log]
    cuts = np.searchsorted(log.before, np.linspace(0, log.event_count, parts + 1)[1:-1])
    edges = [0, *cuts.tolist(), log.case_count]
    return [log.select(slice(a, b)) for a, b in pairwise(edges) if a < b]
