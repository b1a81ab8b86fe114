"""What sets won deals apart from lost ones, and slow ones from quick ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.copying import event_numbers
from pipeloop.engine.eventlog.filtering import durations
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.comparison.differences import (
    SMALLEST_GROUP,
    Finding,
    ShareFinding,
    time_findings,
    win_findings,
)
from pipeloop.engine.mining.comparison.features import attribute_features, path_features
from pipeloop.engine.mining.comparison.landmark_features import Landmarks
from pipeloop.history.domain.outcomes import ENDS, outcomes
from pipeloop.history.domain.owners import stage_owner_of
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.landmarks import landmark_steps
from pipeloop.history.queries.organisation.people import by_person
from pipeloop.history.words import MOMENTS, OUTCOME, Outcome

# As many deals show any difference that matters; of more, an even part is compared.
MAX_DEALS = 50_000
MAX_STEPS = MAX_PEOPLE = 40
OPEN, WON = ENDS.index(Outcome.OPEN), ENDS.index(Outcome.WON)
# Attributes that say how a deal ended, or who owns it now: after it ended, whoever was last.
KNOWN_AFTER_END = (OUTCOME, "reason", "owner", "team")


@dataclass(frozen=True, slots=True)
class Differences:
    """What sets deals apart.

    Args:
        findings: those that are sure first, the greatest effect first.
        closed: how many deals could be compared; `looked`, how many of them were.
        ends_known: whether the log says how any deal ended.
        only_won: whether won deals alone were compared.
        has_attributes: whether any attribute was, which counts as known from the beginning.
    """

    findings: tuple[Finding, ...]
    closed: int
    looked: int
    ends_known: bool
    only_won: bool = False
    has_attributes: bool = False

    @property
    def sure(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.sure]

    @property
    def unsure(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.sure]

    @property
    def enough(self) -> bool:
        """Whether there are enough deals to compare some with others."""
        return self.closed >= 2 * SMALLEST_GROUP


def what_wins(part: FilteredLog) -> Differences:
    """What sets won deals apart from lost ones.

    What a deal did, and who worked on it, is compared among deals that reached the same step.
    """
    return part.cached(("what wins",), lambda log: _what_wins(part, log))


def what_slows(part: FilteredLog) -> Differences:
    """What sets deals that take long apart from quick ones.

    Won deals alone are compared: lost ones end early and would look quick. Where no deal is
    known as won, all that are over are compared; where no end is known, all deals.
    """
    return part.cached(("what slows",), lambda log: _what_slows(part, log))


def _what_wins(part: FilteredLog, log: EventLog) -> Differences:
    ends = outcomes(log)
    closed = ends != OPEN
    numbers = _even_part(closed)
    compared, won = by_person(part).select(numbers), ends[numbers] == WON
    attributes = list(attribute_features(_with_early_attributes(log, closed).select(numbers)))
    landmarks = Landmarks(compared, landmark_steps(part, MAX_STEPS), won, SMALLEST_GROUP)
    features = [*attributes, *landmarks.features(_people(compared))]
    findings: list[ShareFinding] = win_findings(features, won, np.ones(len(won), np.bool_))
    return Differences(
        tuple(findings),
        int(closed.sum()),
        len(numbers),
        ends_known=bool(closed.any()),
        has_attributes=bool(attributes),
    )


def _what_slows(part: FilteredLog, log: EventLog) -> Differences:
    ends = outcomes(log)
    closed, won = ends != OPEN, ends == WON
    only_won, ends_known = bool(won.any()), bool(closed.any())
    ended_alike = won if only_won else closed if ends_known else np.ones(len(ends), np.bool_)
    numbers = _even_part(ended_alike)
    compared = by_person(part).select(numbers)
    attributes = list(attribute_features(_with_early_attributes(log, closed).select(numbers)))
    features = path_features(compared, landmark_steps(part, MAX_STEPS), _people(compared))
    everyone = np.ones(len(numbers), np.bool_)
    findings = time_findings([*attributes, *features], durations(compared), everyone)
    return Differences(
        tuple(findings),
        int(ended_alike.sum()),
        len(numbers),
        ends_known=ends_known,
        only_won=only_won,
        has_attributes=bool(attributes),
    )


def _even_part(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Numbers of the deals that are compared: all of these, or an even part of them."""
    numbers = np.flatnonzero(mask)
    return numbers[:: -(-len(numbers) // MAX_DEALS) or 1]


def _with_early_attributes(log: EventLog, closed: NDArray[np.bool_]) -> EventLog:
    """The log without the attributes that become known at the end of a deal."""
    labels = {
        name: labels
        for name, labels in log.labels.items()
        if stage_owner_of(name)
        or not (name in KNOWN_AFTER_END or _comes_with_the_end(labels.codes[log.cases] > 0, closed))
    }
    numbers = {
        name: values
        for name, values in log.numbers.items()
        if name not in MOMENTS and not _comes_with_the_end(~np.isnan(values[log.cases]), closed)
    }
    return replace(log, labels=labels, numbers=numbers)


def _comes_with_the_end(known: NDArray[np.bool_], closed: NDArray[np.bool_]) -> bool:
    """Whether no open deal has an attribute, though many would if they had it as often."""
    if not closed.any() or known[~closed].any():
        return False
    expected = known[closed].mean() * np.count_nonzero(~closed)
    return bool(expected >= SMALLEST_SAMPLE)


def _people(log: EventLog) -> list[int]:
    """Codes of the people who do most."""
    doers = log.resource[event_numbers(log.low, log.high)]
    events = np.bincount(doers, minlength=len(log.resources))
    order = np.argsort(-events, kind="stable").tolist()
    return [code for code in order if events[code] and log.resources[code]][:MAX_PEOPLE]
