"""Handovers of work: who passes deals to whom, how often, and how long deals wait meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.core.errors import NotFound
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.discovery.dfg import DirectlyFollows
from pipeloop.engine.mining.discovery.pairs import WIDEST
from pipeloop.engine.mining.organisation.handover_waits import longest_handover_wait
from pipeloop.engine.mining.organisation.handovers import Handovers, handovers
from pipeloop.engine.mining.performance.edge_waits import NEVER
from pipeloop.history.queries.deals import Deals, longest_first
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.organisation.people import Codes, by_person, has_roles, roles_of

# How many people are shown by name, and how many when more are asked for.
PEOPLE, MORE_PEOPLE = 20, 60
# This part of the pairs is marked as slow, where there are so many pairs at least, and only those
# that take this many times the usual time.
SLOWEST_SHARE, ENOUGH_PAIRS, SLOW_FACTOR = 0.05, 20, 2
# Everybody who is not shown by name.
OTHERS = "*"


@dataclass(frozen=True, slots=True)
class HandoverPair:
    """Handovers from one to another, by their places among the names.

    Args:
        count: how often; `cases`, in how many deals; `rate`, of all filtered deals.
        seconds: time from the last event of the one to the first of the other, summed.
        is_slow: among the slowest pairs, and much slower than usual.
    """

    giver: int
    taker: int
    count: int
    cases: int
    rate: Rate
    seconds: int
    median_s: float
    p90_s: float
    is_slow: bool

    @property
    def is_rare(self) -> bool:
        """Whether there are too few handovers for a median."""
        return self.count < SMALLEST_SAMPLE


@dataclass(frozen=True, slots=True)
class HandoverReport:
    """All handovers of work, the most frequent pairs first.

    Args:
        names: of people or roles, the busiest first; the last may be `OTHERS`.
        people: how many there are; `folded`, how many of them are among the others.
        changed_hands: how many of the filtered deals changed hands at all.
        unknown_events: events of people who are not known; they are passed over.
    """

    names: tuple[str, ...]
    people: int
    folded: int
    pairs: tuple[HandoverPair, ...]
    count: int
    seconds: int
    median_s: float
    changed_hands: Rate
    has_roles: bool
    unknown_events: int

    @property
    def costliest(self) -> HandoverPair | None:
        """The pair of named people or roles between whom deals wait longest in all."""
        named = [pair for pair in self.pairs if OTHERS not in self.names_of(pair)]
        return max(named, key=lambda pair: pair.seconds, default=None)

    def names_of(self, pair: HandoverPair) -> tuple[str, str]:
        """The names of a pair."""
        return self.names[pair.giver], self.names[pair.taker]


@dataclass(frozen=True, slots=True)
class _Groups:
    """A log whose resources are put into groups.

    Args:
        group_of: of each resource, shape (resources,).
    """

    log: EventLog
    names: tuple[str, ...]
    group_of: Codes
    people: int
    folded: int = 0


def handovers_of(
    filtered: FilteredLog, *, roles: bool = False, most: int = PEOPLE
) -> HandoverReport:
    """Handovers of work between the people of the filtered deals, or between their roles.

    Args:
        most: how many people are shown by name, those who hand and take over most often.
    """

    def compute(log: EventLog) -> HandoverReport:
        groups = _groups(filtered, roles=roles, most=most)
        together = handovers(log if roles else groups.log, np.zeros_like(groups.group_of), 1)
        pairs = handovers(groups.log, groups.group_of, len(groups.names))
        return _report(groups, pairs, together, log)

    return filtered.cached(("handovers", roles, most), compute)


def handover_deals(
    filtered: FilteredLog, giver: str, taker: str, *, roles: bool = False, most: int = PEOPLE
) -> Deals:
    """The filtered deals that one handed over to another, those that waited longest first.

    Raises:
        NotFound: there is nobody of that name.
    """
    groups = _groups(filtered, roles=roles, most=most)
    if giver not in groups.names or taker not in groups.names:
        raise NotFound("person")

    def compute(log: EventLog) -> Deals:
        pair = groups.names.index(giver), groups.names.index(taker)
        seconds = longest_handover_wait(groups.log, groups.group_of, *pair)
        return longest_first(log, seconds, seconds > NEVER)

    return filtered.cached(("handover deals", roles, most, giver, taker), compute)


def _groups(filtered: FilteredLog, *, roles: bool, most: int) -> _Groups:
    def compute(log: EventLog) -> _Groups:
        return _by_role(log) if roles else _by_person(by_person(filtered), most)

    return filtered.cached(("handover groups", roles, most), compute)


def _by_role(log: EventLog) -> _Groups:
    roles = roles_of(log)
    return _Groups(log, roles.names or ("",), roles.code_of, len(roles.names))


def _by_person(log: EventLog, most: int) -> _Groups:
    busiest = _busiest(log)
    # A group of one person would say less than the name.
    shown = busiest if len(busiest) <= most + 1 else busiest[:most]
    group_of = np.full(len(log.resources), len(shown), np.int64)
    group_of[shown] = np.arange(len(shown))
    names = tuple(log.resources[code] for code in shown)
    return _Groups(log, (*names, OTHERS), group_of, len(busiest), len(busiest) - len(shown))


def _busiest(log: EventLog) -> Codes:
    """Codes of the people who hand over and take over, the busiest first."""
    events = np.bincount(log.resource, minlength=len(log.resources))
    active = np.argsort(-events, kind="stable")[: WIDEST - 1]
    group_of = np.full(len(events), len(active), np.int64)
    group_of[active] = np.arange(len(active))
    pairs = handovers(log, group_of, len(active) + 1)
    counts = np.bincount(pairs.source, pairs.count, len(active) + 1)
    counts += np.bincount(pairs.target, pairs.count, len(active) + 1)
    order = np.argsort(-counts[: len(active)], kind="stable")
    return active[order[counts[order] > 0]]


def _report(
    groups: _Groups, pairs: DirectlyFollows, together: Handovers, log: EventLog
) -> HandoverReport:
    count = int(together.count.sum())
    usual_s = float(together.quantile_s(0.5)[0]) if count else 0.0
    lines = _pairs(pairs, usual_s, log.case_count)
    has_others = any(len(groups.names) - 1 in (pair.giver, pair.taker) for pair in lines)
    keeps_last = groups.names[-1] != OTHERS or has_others
    return HandoverReport(
        names=groups.names if keeps_last else groups.names[:-1],
        people=groups.people,
        folded=groups.folded,
        pairs=lines,
        count=count,
        seconds=int(together.seconds.sum()),
        median_s=usual_s,
        changed_hands=Rate(int(together.cases.sum()), log.case_count),
        has_roles=has_roles(log),
        unknown_events=together.unknown_events,
    )


def _pairs(pairs: DirectlyFollows, usual_s: float, deals: int) -> tuple[HandoverPair, ...]:
    median, p90 = pairs.quantile_s(0.5), pairs.quantile_s(0.9)
    is_slow = _is_slow(pairs.count, median, usual_s)
    return tuple(
        HandoverPair(
            giver=int(pairs.source[place]),
            taker=int(pairs.target[place]),
            count=int(pairs.count[place]),
            cases=int(pairs.cases[place]),
            rate=Rate(int(pairs.cases[place]), deals),
            seconds=int(pairs.seconds[place]),
            median_s=float(median[place]),
            p90_s=float(p90[place]),
            is_slow=bool(is_slow[place]),
        )
        for place in np.argsort(-pairs.count, kind="stable").tolist()
    )


def _is_slow(count: Codes, median: NDArray[np.float64], usual_s: float) -> NDArray[np.bool_]:
    is_enough = count >= SMALLEST_SAMPLE
    if is_enough.sum() < ENOUGH_PAIRS:
        return np.zeros(len(count), np.bool_)
    bound = float(np.quantile(median[is_enough], 1 - SLOWEST_SHARE, method="higher"))
    return is_enough & (median >= max(bound, SLOW_FACTOR * usual_s)) & (median > 0)
