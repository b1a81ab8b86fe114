"""What closed cases had done when they reached a step, for comparing those that did.

See `landmarks` for why. Each feature is unknown of cases that did not reach its landmark, and
the landmark is chosen by how many cases there are, never by how they ended apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import NOBODY, EventLog, Integers
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.mining.comparison.features import (
    UNKNOWN,
    About,
    Counts,
    Feature,
    quartile_feature,
)
from pipeloop.engine.mining.comparison.landmarks import harmonic_mean, is_decided

Masks = NDArray[np.bool_]
# The place of a step that a case never came to.
_NEVER = -1


class Arrivals(NamedTuple):
    """When cases first came to steps, and how often they had come back to any step by then.

    Args:
        event: number of the first event of each step, or -1; shape (cases, steps).
        returns: returns so far at that event; shape (cases, steps).
    """

    event: Counts
    returns: NDArray[np.int32]


@dataclass(frozen=True)
class Landmarks:
    """Closed cases, looked at from each step that they reached.

    Args:
        log: the closed cases; its resources are people.
        steps: codes of the steps in the order in which cases come to them, without those that
            say how a case ended.
        won: how each case ended; shape (cases,).
        smallest_group: so many cases on either side, or no landmark.
    """

    log: EventLog
    steps: Sequence[int]
    won: Masks
    smallest_group: int

    def features(self, people: Iterable[int] = ()) -> Iterator[Feature]:
        """The steps that cases had passed, their returns, and who brought them to a step.

        Args:
            people: codes of the people to look at.
        """
        for place in range(len(self.steps)):
            yield from self._step_feature(place)
        yield from self._returns_feature()
        yield from self._people_features(people)

    @cached_property
    def arrivals(self) -> Arrivals:
        """First arrivals of all cases at the steps."""
        columns = np.full(len(self.log.activities), -1, np.int64)
        columns[list(self.steps)] = np.arange(len(self.steps))
        count = len(self.steps)
        parts = on_each_core(
            lambda part: _arrivals(part.low, part.high, part.activity, columns, count), self.log
        )
        return Arrivals(*(np.concatenate(rows) for rows in zip(*parts, strict=True)))

    @cached_property
    def reached(self) -> Masks:
        """Which cases reached which step; shape (cases, steps)."""
        reached: Masks = self.arrivals.event != _NEVER
        return reached

    @cached_property
    def undecided(self) -> list[int]:
        """Places of the steps whose cases do not nearly all end alike."""
        all_cases, won = self.reached.sum(axis=0), self.reached[self.won].sum(axis=0)
        return [
            place
            for place in range(len(self.steps))
            if not is_decided(int(won[place]), int(all_cases[place] - won[place]))
        ]

    def _step_feature(self, place: int) -> Iterator[Feature]:
        """That a step was passed, at the nearest later landmark with enough cases."""
        event = self.arrivals.event
        for landmark in (later for later in self.undecided if later > place):
            reached = self.reached[:, landmark]
            passed = self.reached[:, place] & (event[:, place] < event[:, landmark]) & reached
            if self._is_comparable(reached, passed):
                codes = np.where(reached, np.where(passed, 0, 1), UNKNOWN)
                yield Feature(About.STEP, self._name(place), (None,), codes, self._name(landmark))
                return

    def _returns_feature(self) -> Iterator[Feature]:
        """Returns, at the landmark with most cases that had come back and that had not."""
        returned = self.reached & (self.arrivals.returns > 0)
        sizes = {
            place: harmonic_mean(
                int(returned[:, place].sum()), int((self.reached & ~returned)[:, place].sum())
            )
            for place in self.undecided
            if self._is_comparable(self.reached[:, place], returned[:, place])
        }
        if sizes:
            place = max(sizes, key=lambda landmark: sizes[landmark])
            counts = np.where(self.reached, self.arrivals.returns, np.nan)[:, place]
            yield quartile_feature(About.RETURNS, "", counts, self._name(place))

    def _people_features(self, people: Iterable[int]) -> Iterator[Feature]:
        """Who brought cases to the step where they did so most often."""
        if not self.undecided:
            return
        who = np.where(self.reached, self.log.resource[self.arrivals.event], NOBODY)
        for person in people:
            brought = (who == person)[:, self.undecided].sum(axis=0)
            place = self.undecided[int(brought.argmax())]
            at_landmark = who[:, place]
            codes = np.where(at_landmark == person, 0, 1)
            codes[at_landmark == NOBODY] = UNKNOWN
            name = self.log.resources[person]
            yield Feature(About.PERSON, "", (name,), codes, self._name(place))

    def _is_comparable(self, reached: Masks, group: Masks) -> bool:
        size = int(group.sum())
        return min(size, int(reached.sum()) - size) >= self.smallest_group

    def _name(self, place: int) -> str:
        return self.log.activities[self.steps[place]]


@kernel
def _arrivals(
    low: Counts, high: Counts, activity: Integers, columns: Counts, count: int
) -> tuple[Counts, NDArray[np.int32]]:
    event_of = np.full((len(low), count), _NEVER, np.int64)
    returns_at = np.zeros((len(low), count), np.int32)
    seen = np.zeros(len(columns), np.int64)
    for case in range(len(low)):
        returns = 0
        for event in range(low[case], high[case]):
            step = activity[event]
            if seen[step] == case + 1 and activity[event - 1] != step:
                returns += 1
            column = columns[step]
            if column >= 0 and event_of[case, column] == _NEVER:
                event_of[case, column] = event
                returns_at[case, column] = returns
            seen[step] = case + 1
    return event_of, returns_at
