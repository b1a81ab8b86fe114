"""The event log: who did what when, case by case, as integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.string_array import StringArray

Integers = NDArray[Any]
# The code of the person of an event where that is not known.
NOBODY = 0
# When an event began, where only its end is known.
UNKNOWN = -1


@dataclass(frozen=True)
class Labels:
    """An attribute of each case in words: its source, its product, its outcome.

    Args:
        codes: by place in the log's `case_ids`, shape (all cases,).
        names: by code; the first is "", for a case of which it is not known.
    """

    codes: Integers
    names: tuple[str, ...]


@dataclass(frozen=True)
class EventLog:
    """Events sorted by case, inside a case by time, at one moment by arrival.

    A slice of a log shares its columns; only `low`, `high` and `cases` are its own.

    Args:
        activity: code of the step of each event, in 1, 2 or 4 bytes; shape (events,).
        time: seconds since `start` of each event, int32 or int64; shape (events,).
        resource: code of who did it, `NOBODY` where that is not known; shape (events,).
        low, high: the events of case number i are `low[i]` to `high[i] - 1`; shape (cases,).
        cases: place in `case_ids` of each case, shape (cases,).
        start: the second of time 0, counted from 1970.
        activities, resources: names by code.
        case_ids: names of all cases, those of other slices too.
        began: seconds since `start` when work on each event began, `UNKNOWN` where only its
            end is; None when the log never has it. Shape (events,).
        labels: attributes of cases in words, by name.
        numbers: attributes of cases in numbers, not a number where not known, by name; each
            of shape (all cases,).
    """

    activity: Integers
    time: Integers
    resource: Integers
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    cases: NDArray[np.int32]
    start: int
    activities: tuple[str, ...]
    resources: tuple[str, ...]
    case_ids: StringArray
    began: Integers | None = None
    labels: Mapping[str, Labels] = field(default_factory=dict)
    numbers: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def case_count(self) -> int:
        return len(self.low)

    @cached_property
    def before(self) -> NDArray[np.int64]:
        """How many events the cases before each one have, and all of them; (cases + 1,)."""
        return np.concatenate(([0], np.cumsum(self.high - self.low)))

    @property
    def event_count(self) -> int:
        return int(self.before[-1])

    def select(self, chosen: NDArray[Any] | slice) -> EventLog:
        """Some of the cases, by a mask, by numbers or by a range; no event is copied."""
        return replace(self, low=self.low[chosen], high=self.high[chosen], cases=self.cases[chosen])

    def case_id(self, case: int) -> str:
        """The name of case number `case` of this slice."""
        return self.case_ids[int(self.cases[case])]

    def path(self, case: int) -> tuple[str, ...]:
        """Names of the steps of a case, in order."""
        codes = self.activity[self.low[case] : self.high[case]]
        return tuple(self.activities[code] for code in codes)
