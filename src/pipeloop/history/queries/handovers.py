"""Hand-offs: who hands deals over to whom, how often, and how long the deals lie meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.core.errors import NotFound
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.discovery.dfg import DirectlyFollows
from pipeloop.engine.mining.discovery.pairs import WIDEST
from pipeloop.engine.mining.organisation.handover_waits import longest_handover_wait
from pipeloop.engine.mining.organisation.handovers import handovers
from pipeloop.engine.mining.performance.edge_waits import NEVER
from pipeloop.history.queries.deals import Deals
from pipeloop.history.queries.people import Codes, by_person, has_roles, roles_of
from pipeloop.history.queries.slices import Slice

# As many people as are told one by one, and as many when more are asked for.
PEOPLE, MORE_PEOPLE = 20, 60
# Below so many hand-offs no usual time is told.
LEAST = 15
# Of at least so many pairs the slowest part is worth a look, when it is twice as slow as usual.
SLOWEST, WORTH, TWICE = 0.05, 20, 2
# Everybody who is not told by name.
OTHERS = "*"


@dataclass(frozen=True, slots=True)
class Handoff:
    """From one to another, by their places among the names.

    Args:
        count: how often; `cases`, in how many deals; `rate`, of all chosen deals.
        seconds: what lay between the last thing one did and the first the other did, summed.
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
        """Whether too few were seen to tell how long it usually takes."""
        return self.count < LEAST


@dataclass(frozen=True, slots=True)
class Handoffs:
    """All of them, the most frequent first.

    Args:
        names: of people or roles, the busiest first; the last may be `OTHERS`.
        people: how many there are; `folded`, how many of them are among the others.
        handed: how many deals changed hands at all, of those chosen.
    """

    names: tuple[str, ...]
    people: int
    folded: int
    pairs: tuple[Handoff, ...]
    count: int
    seconds: int
    median_s: float
    handed: Rate
    has_roles: bool

    @property
    def costliest(self) -> Handoff | None:
        """The pair between whom most time goes by; those not told by name are none."""
        named = [one for one in self.pairs if OTHERS not in self.between(one)]
        return max(named, key=lambda one: one.seconds, default=None)

    def between(self, one: Handoff) -> tuple[str, str]:
        """The names of a pair."""
        return self.names[one.giver], self.names[one.taker]


@dataclass(frozen=True, slots=True)
class _Groups:
    """A log whose resources are put into groups."""

    log: EventLog
    names: tuple[str, ...]
    of: Codes
    people: int
    folded: int = 0


def handoffs_of(part: Slice, *, roles: bool = False, most: int = PEOPLE) -> Handoffs:
    """Hand-offs between the people of the chosen deals, or between their roles.

    Args:
        most: so many people are told by name, those who hand over and take over most often.
    """

    def found(log: EventLog) -> Handoffs:
        groups = _groups(part, roles=roles, most=most)
        whole = handovers(log if roles else groups.log, np.zeros_like(groups.of), 1)
        return _told(groups, handovers(groups.log, groups.of, len(groups.names)), whole, log)

    return part.remembered(f"handoffs {roles} {most}", found)


def handed_deals(
    part: Slice, giver: str, taker: str, *, roles: bool = False, most: int = PEOPLE
) -> Deals:
    """The chosen deals that one handed over to another, those that lay longest first.

    Raises:
        NotFound: there is nobody of that name.
    """
    groups = _groups(part, roles=roles, most=most)
    if giver not in groups.names or taker not in groups.names:
        raise NotFound("person")

    def found(log: EventLog) -> Deals:
        ends = groups.names.index(giver), groups.names.index(taker)
        seconds = longest_handover_wait(groups.log, groups.of, *ends)
        there = np.flatnonzero(seconds > NEVER)
        order = there[np.argsort(-seconds[there], kind="stable")]
        return Deals(log, order, seconds[order])

    return part.remembered(f"handed {roles} {most} {giver}\n{taker}", found)


def _groups(part: Slice, *, roles: bool, most: int) -> _Groups:
    def found(log: EventLog) -> _Groups:
        return _by_role(log) if roles else _by_person(by_person(part), most)

    return part.remembered(f"groups {roles} {most}", found)


def _by_role(log: EventLog) -> _Groups:
    roles = roles_of(log)
    return _Groups(log, roles.names or ("",), roles.code_of, len(roles.names))


def _by_person(log: EventLog, most: int) -> _Groups:
    busy = _busiest(log)
    # One alone is told by name as well.
    shown = busy if len(busy) <= most + 1 else busy[:most]
    group_of = np.full(len(log.resources), len(shown), np.int64)
    group_of[shown] = np.arange(len(shown))
    names = tuple(log.resources[code] for code in shown)
    folded = len(busy) - len(shown)
    # Somebody whose hand-offs are too few to count by is not told, and neither is nobody.
    return _Groups(log, (*names, OTHERS), group_of, len(busy), folded)


def _busiest(log: EventLog) -> Codes:
    """Codes of the people who hand over and take over, the busiest first."""
    events = np.bincount(log.resource, minlength=len(log.resources))
    some = np.argsort(-events, kind="stable")[: WIDEST - 1]
    group_of = np.full(len(events), len(some), np.int64)
    group_of[some] = np.arange(len(some))
    found = handovers(log, group_of, len(some) + 1)
    often = np.bincount(found.source, found.count, len(some) + 1)
    often += np.bincount(found.target, found.count, len(some) + 1)
    order = np.argsort(-often[: len(some)], kind="stable")
    return some[order[often[order] > 0]]


def _told(
    groups: _Groups, found: DirectlyFollows, whole: DirectlyFollows, log: EventLog
) -> Handoffs:
    count = int(whole.count.sum())
    usual = float(whole.quantile_s(0.5)[0]) if count else 0.0
    median, late = found.quantile_s(0.5), found.quantile_s(0.9)
    slow = _slow(found.count, median, usual)
    pairs = [
        Handoff(
            giver=int(found.source[place]),
            taker=int(found.target[place]),
            count=int(found.count[place]),
            cases=int(found.cases[place]),
            rate=Rate(int(found.cases[place]), log.case_count),
            seconds=int(found.seconds[place]),
            median_s=float(median[place]),
            p90_s=float(late[place]),
            is_slow=bool(slow[place]),
        )
        for place in np.argsort(-found.count, kind="stable").tolist()
    ]
    has_others = any(len(groups.names) - 1 in (one.giver, one.taker) for one in pairs)
    is_named = groups.names[-1] != OTHERS or has_others
    return Handoffs(
        names=groups.names if is_named else groups.names[:-1],
        people=groups.people,
        folded=groups.folded,
        pairs=tuple(pairs),
        count=count,
        seconds=int(whole.seconds.sum()),
        median_s=usual,
        handed=Rate(int(whole.cases.sum()), log.case_count),
        has_roles=has_roles(log),
    )


def _slow(count: Codes, median: NDArray[np.float64], usual: float) -> NDArray[np.bool_]:
    seen = count >= LEAST
    if seen.sum() < WORTH:
        return np.zeros(len(count), np.bool_)
    bound = float(np.quantile(median[seen], 1 - SLOWEST, method="higher"))
    return seen & (median >= max(bound, TWICE * usual)) & (median > 0)
