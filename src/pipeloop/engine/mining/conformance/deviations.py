"""Where cases leave the process: missing steps, unknown ones, a wrong order, norms passed.

Every case is compared with the allowed pairs of a model in one pass (footprint conformance,
van der Aalst, Process Mining, 2016, section 8.4, with what each step needs before it).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.conformance.conformance_kernels import (
    KINDS,
    OUTCOMES,
    Kind,
    Outcome,
    Tables,
    check,
)
from pipeloop.engine.mining.conformance.model import Model

Counts = NDArray[np.int64]
Masks = NDArray[np.uint8]
# No deviation: none has this number.
NONE = -1


class Deviation(NamedTuple):
    """One thing that cases do otherwise.

    Args:
        number: its own among all of this log and model.
        step: which step is missing, unknown, come to out of order, or stayed on too long; None
            for the end, come to too early.
        after: the step before it, where the order is wrong; None for the start, or no order.
        cases: how many do so.
    """

    kind: Kind
    number: int
    step: str | None
    after: str | None
    cases: int


@dataclass(frozen=True)
class Conformance:
    """How far the cases of a log follow a process.

    A case that has no event is not counted.

    Args:
        steps: of the model, by code.
        activities: of the log, by code.
        masks: cases by outcome and by mask of kinds; shape (outcomes, 16).
        number: of each deviation that occurs, rising; shape (deviations,).
        count: cases in which it was, by outcome; shape (outcomes, deviations).
    """

    steps: tuple[str, ...]
    activities: tuple[str, ...]
    masks: Counts
    number: Counts
    count: Counts

    @property
    def following(self) -> Rate:
        """Cases of which nothing is wrong, of all."""
        return Rate(int(self.masks[:, 0].sum()), int(self.masks.sum()))

    def having(self, kind: Kind) -> Rate:
        """Cases of which something of this kind is wrong, of all."""
        has_kind = (np.arange(KINDS) & kind) > 0
        return Rate(int(self.masks[:, has_kind].sum()), int(self.masks.sum()))

    @property
    def following_won(self) -> Rate:
        """Of the closed cases of which nothing is wrong, those that are won.

        To be compared with others only among cases that reached the same step, see
        `landmarks.landmark_conformance`: cases lost early have had no time to deviate.
        """
        return _won(self.masks[:, 0])

    @property
    def deviating_won(self) -> Rate:
        """Of the closed cases of which something is wrong, those that are won; as above."""
        return _won(self.masks[:, 1:].sum(axis=1))

    def showing_won(self, number: int) -> tuple[Rate, Rate]:
        """Of the closed cases with a deviation, and of those without, the won ones; as above.

        Args:
            number: as in `Deviation`.
        """
        place = int(np.searchsorted(self.number, number))
        is_known = place < len(self.number) and self.number[place] == number
        cases = self.count[:, place] if is_known else np.zeros(OUTCOMES, np.int64)
        return _won(cases), _won(self.masks.sum(axis=1) - cases)

    def by_step(self, kind: Kind) -> Counts:
        """Cases in which each step is missing, stayed on too long, or come to out of order.

        A case that comes to a step out of order from several others is counted for each.
        Shape (steps,).
        """
        kinds, step, _after = self._parts()
        of_kind = (kinds == kind) & (step < len(self.steps))
        cases = self.count.sum(axis=0)
        return np.bincount(step[of_kind], cases[of_kind], len(self.steps)).astype(np.int64)

    def extra(self) -> Counts:
        """Cases in which each activity is that the model does not know; shape (activities,)."""
        kinds, step, _after = self._parts()
        cases = np.zeros(len(self.activities), np.int64)
        is_extra = kinds == Kind.EXTRA
        cases[step[is_extra]] = self.count[:, is_extra].sum(axis=0)
        return cases

    def top(self) -> list[Deviation]:
        """All deviations, those of most cases first."""
        order = np.argsort(-self.count.sum(axis=0), kind="stable")
        kinds, step, after = self._parts()
        return [
            Deviation(
                Kind(kinds[place]),
                int(self.number[place]),
                self._name(Kind(kinds[place]), step[place]),
                self.steps[after[place]] if after[place] < len(self.steps) else None,
                int(self.count[:, place].sum()),
            )
            for place in order.tolist()
        ]

    def _name(self, kind: Kind, step: int) -> str | None:
        names = self.activities if kind == Kind.EXTRA else self.steps
        return names[step] if step < len(names) else None

    def _parts(self) -> tuple[Counts, Counts, Counts]:
        """Kind, step and the step before of each deviation, as `checking` numbers them."""
        count, others = len(self.steps), len(self.activities)
        begins = np.array([0, count, 2 * count, 2 * count + others])
        place = np.searchsorted(begins, self.number, side="right") - 1
        # A kind without a step begins where the next one does, and is passed over.
        kinds = np.array([Kind.MISSING, Kind.LATE, Kind.EXTRA, Kind.OUT_OF_ORDER])[place]
        after, step = np.divmod(self.number - begins[place], count + 1)
        has_order = kinds == Kind.OUT_OF_ORDER
        step_alone = self.number - begins[place]
        return kinds, np.where(has_order, step, step_alone), np.where(has_order, after, count)

    def __add__(self, other: Conformance) -> Conformance:
        """That of both logs together; they must share no case."""
        number = np.union1d(self.number, other.number)
        count = np.zeros((OUTCOMES, len(number)), np.int64)
        for part in (self, other):
            count[:, np.searchsorted(number, part.number)] += part.count
        masks = self.masks + other.masks
        return Conformance(self.steps, self.activities, masks, number, count)


def conformance(
    log: EventLog,
    model: Model,
    outcome: NDArray[np.uint8] | None = None,
    *,
    judges_end: bool = True,
) -> tuple[Conformance, Masks]:
    """Compare every case of a log with a model.

    A step is missing when the case came to another, or to its end, that all allowed ways lead
    to over it. A move that is not allowed is out of order, unless it passes over a missing
    step: that counts once. Steps that the model does not know stand for themselves: the order
    is looked at without them. A stay lasts until the next event; the last one is not judged.

    Args:
        outcome: an `Outcome` for each case, by place in the log's `case_ids`; the end of an
            open case is not judged, nor that of a lost one where it may be lost anywhere. All
            have ended when it is None. Shape (all cases,).
        judges_end: whether where any case ends is judged; not that of a beginning of a case.

    Returns:
        The summary, and which kinds each case has of this slice; shape (cases,).
    """
    parts = on_each_core(
        lambda part: _check_part(part, model, outcome, NONE, judges_end=judges_end), log
    )
    summary = reduce(add, (_summary(log, model, tables) for tables in parts))
    return summary, np.concatenate([tables.kinds for tables in parts])


def showing(
    log: EventLog, model: Model, number: int, outcome: NDArray[np.uint8] | None = None
) -> NDArray[np.bool_]:
    """The cases in which a deviation is; shape (cases,).

    Args:
        number: as in `Deviation`.
        outcome: as in `conformance`.
    """
    parts = on_each_core(lambda part: _check_part(part, model, outcome, number), log)
    return np.concatenate([tables.shown for tables in parts])


def _check_part(
    log: EventLog,
    model: Model,
    outcome: NDArray[np.uint8] | None,
    wanted: int,
    *,
    judges_end: bool = True,
) -> Tables:
    ended = np.full(log.case_count, Outcome.ENDED, np.uint8)
    outcomes = ended if outcome is None else outcome[log.cases]
    return check(log, model, outcomes, wanted, judges_end=judges_end)


def _summary(log: EventLog, model: Model, tables: Tables) -> Conformance:
    number = np.flatnonzero(tables.counts.any(axis=0))
    count = tables.counts[:, number].astype(np.int64)
    return Conformance(model.steps, log.activities, tables.masks, number, count)


def _won(by_outcome: Counts) -> Rate:
    won, lost = int(by_outcome[Outcome.WON]), int(by_outcome[Outcome.LOST])
    return Rate(won, won + lost)
