"""Whether cases that followed a process until a step are won more often than the others there.

Every step is a landmark, see `comparison.landmarks`: closed cases that reached it are divided
by what was wrong with them until they did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.prefixes import prefixes
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.comparison.landmarks import WinComparison, largest
from pipeloop.engine.mining.conformance.conformance_kernels import Kind, Outcome
from pipeloop.engine.mining.conformance.deviations import Conformance, Deviation, conformance
from pipeloop.engine.mining.conformance.model import Model


class Obstacle(StrEnum):
    """Why no fair comparison is possible.

    Args:
        NONE_WON, NONE_LOST: no case is known to have ended so.
        NO_STEP: no step of the process is in the log, or only such as end cases.
        FEW_FOLLOWED, FEW_DEVIATED: at every step there are too few such cases.
        NO_COMMON_STEP: there are enough of both, but nowhere at one step.
    """

    NONE_WON = "none_won"
    NONE_LOST = "none_lost"
    NO_STEP = "no_step"
    FEW_FOLLOWED = "few_followed"
    FEW_DEVIATED = "few_deviated"
    NO_COMMON_STEP = "no_common_step"


@dataclass(frozen=True)
class LandmarkConformance:
    """How far the closed cases that reached each step had followed a process until then.

    Args:
        order: names of steps as cases come to them; those that end cases are left out.
        landmarks: those of them that some case reached.
        summaries: of the cases that reached each landmark, cut there.
        won, lost: how many cases ended so.
    """

    order: tuple[str, ...]
    landmarks: tuple[str, ...]
    summaries: tuple[Conformance, ...]
    won: int
    lost: int

    def __add__(self, other: LandmarkConformance) -> LandmarkConformance:
        """That of both logs together; they must share no case."""
        both: dict[str, Conformance] = {}
        for part in (self, other):
            for step, summary in zip(part.landmarks, part.summaries, strict=True):
                both[step] = both[step] + summary if step in both else summary
        both = {step: both[step] for step in self.order if step in both}
        return LandmarkConformance(
            self.order,
            tuple(both),
            tuple(both.values()),
            self.won + other.won,
            self.lost + other.lost,
        )

    @property
    def comparisons(self) -> list[WinComparison]:
        """Cases that had followed the process until each landmark against the others there."""
        return [
            WinComparison(step, summary.following_won, summary.deviating_won)
            for step, summary in zip(self.landmarks, self.summaries, strict=True)
        ]

    @property
    def fair(self) -> list[WinComparison]:
        """The comparisons for which there are enough cases."""
        return [comparison for comparison in self.comparisons if comparison.is_fair]

    @property
    def headline(self) -> WinComparison | None:
        """The comparison of the largest groups; None if none is fair."""
        return largest(self.comparisons)

    @property
    def obstacle(self) -> Obstacle | None:
        """Why there is no fair comparison; None if there is one."""
        if not (self.won and self.lost):
            return Obstacle.NONE_LOST if self.won else Obstacle.NONE_WON
        if not self.landmarks:
            return Obstacle.NO_STEP
        if self.fair:
            return None
        undecided = [step for step in self.comparisons if not step.is_decided]
        if max((step.group.trials for step in undecided), default=0) < SMALLEST_SAMPLE:
            return Obstacle.FEW_FOLLOWED
        if max((step.others.trials for step in undecided), default=0) < SMALLEST_SAMPLE:
            return Obstacle.FEW_DEVIATED
        return Obstacle.NO_COMMON_STEP

    def of_deviation(self, deviation: Deviation) -> WinComparison | None:
        """Cases that showed a deviation until a landmark against those that did not.

        The landmark is the earliest one for which there are enough cases, from the step on at
        which the deviation shows. A step that the process has not may come anywhere: there it
        is the landmark of the largest groups. None if no comparison is fair.
        """
        if deviation.kind == Kind.EXTRA:
            return largest(self._comparisons(deviation, 0))
        first = self._visible_from(deviation)
        if first is None:
            return None
        later = self._comparisons(deviation, first)
        return next((comparison for comparison in later if comparison.is_fair), None)

    def _comparisons(self, deviation: Deviation, first: int) -> Iterator[WinComparison]:
        for step, summary in zip(self.landmarks, self.summaries, strict=True):
            if self.order.index(step) >= first:
                yield WinComparison(step, *summary.showing_won(deviation.number))

    def _visible_from(self, deviation: Deviation) -> int | None:
        """Place in the order from which on every case that deviates so shows it."""
        places = {step: place for place, step in enumerate(self.order)}
        place = places.get(deviation.step or "")
        if place is None:
            return None
        if deviation.kind != Kind.OUT_OF_ORDER:
            return place + 1
        before = -1 if deviation.after is None else places.get(deviation.after)
        if before is None:
            return None
        return place if before < place else before + 1


def landmark_conformance(
    log: EventLog, model: Model, outcome: NDArray[np.uint8], order: Sequence[str]
) -> LandmarkConformance:
    """How often closed cases are won that followed a model until each step, or did not.

    A step that a case had passed over when it came to the landmark counts as missing, even
    where the case made up for it afterwards: nothing is used that came later.

    Args:
        outcome: an `Outcome` for each case, by place in the log's `case_ids`; only won and lost
            cases are looked at. Shape (all cases,).
        order: names of the steps that may be landmarks, as cases come to them: steps of the
            model, without those that say how a case ended.
    """
    ends = outcome[log.cases]
    won, lost = ends == Outcome.WON, ends == Outcome.LOST
    closed = log.select(won | lost)
    codes = {name: code for code, name in enumerate(log.activities)}
    reached = {step: prefixes(closed, codes[step]) for step in order if step in codes}
    summaries = {
        step: conformance(beginnings, model, outcome, judges_end=False)[0]
        for step, beginnings in reached.items()
        if beginnings.case_count
    }
    return LandmarkConformance(
        tuple(order),
        tuple(summaries),
        tuple(summaries.values()),
        int(won.sum()),
        int(lost.sum()),
    )
