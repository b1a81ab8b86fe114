"""Deals of a log as lines of a list, and what the company's own deals are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from pipeloop.history.domain.filtering import codes
from pipeloop.history.domain.outcomes import ENDS, outcomes
from pipeloop.history.models import Log

SHOWN = 100


@dataclass(frozen=True, slots=True)
class DealLine:
    """A deal of a list.

    Args:
        seconds: the duration that the list is about, such as the time on a step.
        whole_s: seconds from its first event to its last.
    """

    case_id: str
    seconds: int
    whole_s: int
    began_at: datetime
    outcome: str


@dataclass(frozen=True)
class Deals:
    """Deals with a duration each.

    Args:
        numbers: of the cases, in the order of the list; shape (deals,).
        seconds: the duration of each, shape (deals,).
        timed: the log in the seconds that are counted; by default those of the calendar.
    """

    log: EventLog
    numbers: NDArray[np.int64]
    seconds: NDArray[np.int64]
    timed: EventLog | None = None

    @property
    def count(self) -> int:
        """How many deals there are."""
        return len(self.numbers)

    @property
    def mean_s(self) -> float:
        """Their mean duration in seconds."""
        return float(self.seconds.mean()) if len(self.seconds) else 0.0

    def quantile_s(self, share: float) -> float:
        """The duration that this share of them does not exceed, in seconds."""
        return float(np.quantile(self.seconds, share)) if len(self.seconds) else 0.0

    def lines(self, most: int | None = SHOWN) -> Iterator[DealLine]:
        """The first of them, or all."""
        log = self.log.select(self.numbers[:most])
        timed = log if self.timed is None else self.timed.select(self.numbers[:most])
        whole, ends = durations(timed), outcomes(log)
        for place in range(log.case_count):
            began = log.start + int(log.time[log.low[place]])
            yield DealLine(
                case_id=log.case_id(place),
                seconds=int(self.seconds[place]),
                whole_s=int(whole[place]),
                began_at=datetime.fromtimestamp(began, UTC),
                outcome=ENDS[ends[place]].value,
            )


def longest_first(
    log: EventLog,
    seconds: NDArray[np.int64],
    included: NDArray[np.bool_],
    timed: EventLog | None = None,
) -> Deals:
    """Some deals of a log, those with the longest duration first.

    Args:
        seconds: a duration of every case of the log, shape (cases,).
        included: which of them are taken, shape (cases,).
        timed: as for `Deals`.
    """
    numbers = np.flatnonzero(included)
    numbers = numbers[np.argsort(-seconds[numbers], kind="stable")]
    return Deals(log, numbers, seconds[numbers], timed)


def step_code(log: EventLog, name: str) -> int:
    """The code of a step.

    Raises:
        NotFound: the log has no such step.
    """
    matches = codes(log.activities, [name])
    if not matches:
        raise NotFound("step")
    return matches[0]


def own_deal_titles(actor: Person, row: Log, case_ids: Iterable[str]) -> dict[str, str]:
    """Titles of the company's own deals, by case, where the actor may see them.

    One statement for those shown; none for a log of another system.
    """
    ids = [int(case_id) for case_id in case_ids] if row.is_own else []
    if not ids:
        return {}
    visible = Deal.objects.filter(visible_deals(actor, the_company()), pk__in=ids)
    return {str(pk): title for pk, title in visible.values_list("pk", "title")}
