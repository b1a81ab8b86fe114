"""Paths that tell their steps: those of logs that lie on different machines add up.

`Paths` knows a path by a case that took it, which another log cannot look up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.copying import event_numbers
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.eventlog.partition import ARRIVAL
from pipeloop.engine.mining.paths import Paths, paths


@dataclass(frozen=True)
class Ways:
    """Ways that cases take, the most frequent first, then the one met earliest.

    Args:
        paths: them; an `example` is the arrival number of the first case that took the path,
            where the log tells it, so no two logs share one.
        steps: codes of their steps, one path after another.
        ends: path number i is `steps[ends[i]:ends[i + 1]]`; shape (paths + 1,).
    """

    paths: Paths
    steps: Integers
    ends: NDArray[np.int64]

    def __add__(self, other: Ways) -> Ways:
        """The ways of both logs together; they must share no case, and no arrival number."""
        both = self.paths + other.paths
        low = np.concatenate((self.ends[:-1], other.ends[:-1] + len(self.steps)))
        high = np.concatenate((self.ends[1:], other.ends[1:] + len(self.steps)))
        example = np.concatenate((self.paths.example, other.paths.example))
        order = np.argsort(example)
        found = order[np.searchsorted(example[order], both.example)]
        steps = np.concatenate((self.steps, other.steps))
        return _told(both, steps, low[found], high[found])

    def as_log(self, names: EventLog) -> tuple[EventLog, Paths]:
        """A log with one case for each way, and the paths with these cases as examples.

        Args:
            names: a log with the names of the steps; nothing else is taken from it.
        """
        log = replace(
            names,
            activity=self.steps,
            time=np.zeros(len(self.steps), np.int32),
            resource=np.zeros(len(self.steps), np.uint8),
            low=self.ends[:-1],
            high=self.ends[1:],
            cases=np.arange(len(self.paths.count), dtype=np.int32),
        )
        return log, replace(self.paths, example=np.arange(len(self.paths.count)))


def ways(log: EventLog) -> Ways:
    """The ways that cases of a log take, with their steps."""
    found = paths(log)
    places = np.searchsorted(log.cases, found.example)
    if ARRIVAL in log.numbers:
        found = replace(found, example=log.numbers[ARRIVAL][found.example].astype(np.int64))
    return _told(found, log.activity, log.low[places], log.high[places])


def _told(found: Paths, steps: Integers, low: NDArray[np.int64], high: NDArray[np.int64]) -> Ways:
    ends = np.concatenate(([0], np.cumsum(high - low)))
    return Ways(found, steps[event_numbers(low, high)], ends)
