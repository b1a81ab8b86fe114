"""The deals behind a place of the map, the longest there first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.policy import visible_deals
from pipeloop.core.errors import NotFound
from pipeloop.engine.eventlog.filtering import durations
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.edge_waits import (
    NEVER,
    longest_edge_wait,
    longest_step_stay,
)
from pipeloop.history.domain.filtering import ENDS, codes, outcomes
from pipeloop.history.models import Log
from pipeloop.history.queries.clocks import Clock
from pipeloop.history.queries.maps import CALENDAR
from pipeloop.history.queries.slices import Slice

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the map: an edge between two steps, a step, or where deals begin or end.

    Args:
        kind: edge, step, start or end.
        one: name of the step; of an edge, of the one that it leaves.
        two: name of the step to which an edge leads.
    """

    kind: str
    one: str
    two: str = ""


@dataclass(frozen=True, slots=True)
class DealLine:
    """A deal at a place of the map: how long it was there, and in all."""

    case_id: str
    seconds: int
    whole_s: int
    began_at: datetime
    outcome: str


@dataclass(frozen=True)
class Deals:
    """Deals at a place of the map.

    Args:
        numbers: of the cases, those that were there longest first.
        seconds: how long each of them was there.
        timed: the log in the seconds that are counted; by default as they passed.
    """

    log: EventLog
    numbers: NDArray[np.int64]
    seconds: NDArray[np.int64]
    timed: EventLog | None = None

    @property
    def count(self) -> int:
        return len(self.numbers)

    @property
    def mean_s(self) -> float:
        return float(self.seconds.mean()) if len(self.seconds) else 0.0

    def quantile_s(self, share: float) -> float:
        """The time below which a share of them was there, in seconds."""
        return float(np.quantile(self.seconds, share)) if len(self.seconds) else 0.0

    def lines(self, most: int | None = SHOWN) -> Iterator[DealLine]:
        """The first of them, or all."""
        some = self.log.select(self.numbers[:most])
        timed = some if self.timed is None else self.timed.select(self.numbers[:most])
        whole, ends = durations(timed), outcomes(some)
        for place in range(some.case_count):
            began = some.start + int(some.time[some.low[place]])
            yield DealLine(
                case_id=some.case_id(place),
                seconds=int(self.seconds[place]),
                whole_s=int(whole[place]),
                began_at=datetime.fromtimestamp(began, UTC),
                outcome=ENDS[ends[place]].value,
            )


def deals_at(part: Slice, spot: Spot, clock: Clock = CALENDAR) -> Deals:
    """The chosen deals that were at a place.

    Raises:
        NotFound: the log has no such step.
    """
    return part.remembered(
        f"deals {spot} {clock.key}", lambda log: _found(log, clock.of(part), spot)
    )


def _found(log: EventLog, timed: EventLog, spot: Spot) -> Deals:
    seconds = _seconds(timed, spot)
    there = np.flatnonzero(seconds > NEVER)
    order = there[np.argsort(-seconds[there], kind="stable")]
    return Deals(log, order, seconds[order], timed)


def _seconds(log: EventLog, spot: Spot) -> NDArray[np.int64]:
    """How long each deal was there; `NEVER` where it was not."""
    here = _code(log, spot.one)
    if spot.kind == "edge":
        return longest_edge_wait(log, here, _code(log, spot.two))
    if spot.kind == "step":
        return longest_step_stay(log, here)
    at = log.low if spot.kind == "start" else log.high - 1
    some = log.high > log.low
    there = np.zeros(log.case_count, np.bool_)
    there[some] = log.activity[at[some]] == here
    return np.where(there, durations(log), NEVER)


def _code(log: EventLog, name: str) -> int:
    found = codes(log.activities, [name])
    if not found:
        raise NotFound("step")
    return found[0]


def known_deals(actor: Person, row: Log, lines: list[DealLine]) -> dict[str, str]:
    """What the company's own deals are called, by case, where the actor may see them.

    One statement for those shown; none for a log of another system.
    """
    ids = [int(line.case_id) for line in lines] if row.is_own else []
    if not ids:
        return {}
    seen = Deal.objects.filter(visible_deals(actor, the_company()), pk__in=ids)
    return {str(pk): title for pk, title in seen.values_list("pk", "title")}
