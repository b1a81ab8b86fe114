"""What sets won deals apart from lost ones, and slow ones from quick ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from pipeloop.engine.eventlog.filtering import durations, worked_by
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.comparison.differences import (
    LEAST,
    Finding,
    ShareFinding,
    TimeFinding,
    slowing,
    winning,
)
from pipeloop.engine.mining.comparison.features import About, Feature, features
from pipeloop.formats.columns import guess_outcome
from pipeloop.history.domain.outcomes import ENDS, outcomes
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.organisation.people import by_person
from pipeloop.history.words import OUTCOME, Outcome

# As many deals tell any difference that is worth telling; of more, every so-manieth is looked at.
MOST_DEALS = 50_000
STEPS = PEOPLE = 40
# A feature of its own: that somebody worked on the deal.
PERSON = "\nperson"
# What is known of a deal because of how it ended is no reason of it.
OF_THE_END = (OUTCOME, "reason")
# A step that only won deals pass, or only lost ones, is a way of ending; whoever works on such
# deals alone comes after the end.
ONE_END = 0.005


@dataclass(frozen=True, slots=True)
class Differences:
    """What was found.

    Args:
        findings: those that are sure first, the greatest effect first.
        closed: how many deals are over; `looked`, at how many of them it was looked.
        ends_known: whether the log tells how any deal ended.
    """

    findings: tuple[Finding, ...]
    closed: int
    looked: int
    ends_known: bool

    @property
    def sure(self) -> list[Finding]:
        return [one for one in self.findings if one.sure]

    @property
    def unsure(self) -> list[Finding]:
        return [one for one in self.findings if not one.sure]

    @property
    def enough(self) -> bool:
        """Whether there are enough deals to hold some against others."""
        return self.closed >= 2 * LEAST


def what_wins(part: FilteredLog) -> Differences:
    """What sets won deals apart from lost ones."""
    return part.cached(("what wins",), lambda log: _winning(part, log))


def what_slows(part: FilteredLog) -> Differences:
    """What sets deals that take long apart from quick ones.

    Where it is not known how deals ended, all count as over.
    """
    return part.cached(("what slows",), lambda log: _slowing(part, log))


def _winning(part: FilteredLog, log: EventLog) -> Differences:
    ends = outcomes(log)
    closed = ends != ENDS.index(Outcome.OPEN)
    numbers = _some(closed)
    some = log.select(numbers)
    won = ends[numbers] == ENDS.index(Outcome.WON)
    found = winning(_features(part, some, numbers), won, np.ones(len(numbers), np.bool_))
    kept = [one for one in found if not _is_end(one)]
    return Differences(tuple(kept), int(closed.sum()), len(numbers), bool(closed.any()))


def _slowing(part: FilteredLog, log: EventLog) -> Differences:
    over = outcomes(log) != ENDS.index(Outcome.OPEN)
    known = bool(over.any())
    closed = over if known else np.ones(log.case_count, np.bool_)
    numbers = _some(closed)
    some = log.select(numbers)
    looked = np.ones(len(numbers), np.bool_)
    found: list[TimeFinding] = slowing(_features(part, some, numbers), durations(some), looked)
    return Differences(tuple(found), int(closed.sum()), len(numbers), known)


def _some(closed: np.ndarray) -> np.ndarray:
    """Numbers of the deals that are looked at: all that are over, or an even part of them."""
    numbers = np.flatnonzero(closed)
    return numbers[:: -(-len(numbers) // MOST_DEALS) or 1]


def _is_end(one: ShareFinding) -> bool:
    if one.about is not About.STEP and one.name != PERSON:
        return False
    return not ONE_END < one.won.share < 1 - ONE_END


def _features(part: FilteredLog, some: EventLog, numbers: np.ndarray) -> Iterator[Feature]:
    labels = {name: told for name, told in some.labels.items() if name not in OF_THE_END}
    yield from features(replace(some, labels=labels), _steps(some))
    yield from _people(by_person(part).select(numbers))


def _steps(log: EventLog) -> list[int]:
    """Codes of the most frequent steps, without those that tell how a deal ended."""
    often = np.bincount(log.activity, minlength=len(log.activities))
    order = np.argsort(-often, kind="stable").tolist()
    return [code for code in order if often[code] and not guess_outcome(log.activities[code])][
        :STEPS
    ]


def _people(log: EventLog) -> Iterator[Feature]:
    """That somebody worked on the deal, for those who do most."""
    often = np.bincount(log.resource, minlength=len(log.resources))
    order = np.argsort(-often, kind="stable").tolist()
    for code in [code for code in order if often[code] and log.resources[code]][:PEOPLE]:
        took_part = worked_by(log, [code])
        yield Feature(About.LABEL, PERSON, (log.resources[code],), np.where(took_part, 0, 1))
