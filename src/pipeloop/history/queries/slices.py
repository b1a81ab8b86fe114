"""A log with the deals that were chosen of it: what every page of it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipeloop.core.errors import NotFound
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history.domain.filtering import CaseFilter, chosen
from pipeloop.history.models import Log
from pipeloop.history.queries.open_logs import opened, remembered

Value = TypeVar("Value")


@dataclass(frozen=True)
class Slice:
    """Deals of a log.

    Args:
        whole: all of them.
        deals: those that the choice leaves.
    """

    row: Log
    choice: CaseFilter
    whole: EventLog
    deals: EventLog

    @property
    def count(self) -> int:
        return self.deals.case_count

    def remembered(self, question: str, answer: Callable[[EventLog], Value]) -> Value:
        """What a function says of the chosen deals; it is asked once, not at every page.

        Args:
            question: names the function, and whatever else its answer hangs on.
        """
        return remembered(self.row.folder, (question, self.choice), lambda: answer(self.deals))

    def of_whole(self, question: str, answer: Callable[[EventLog], Value]) -> Value:
        """The same for all deals of the log."""
        return remembered(self.row.folder, (question, CaseFilter()), lambda: answer(self.whole))


def slice_of(row: Log, choice: CaseFilter) -> Slice:
    """The deals of a log that a choice leaves.

    Raises:
        NotFound: the log is not read, or its folder is lost; it is read anew within the hour.
    """
    if not row.is_open:
        raise NotFound("log")
    try:
        whole = opened(row.folder)
    except FileNotFoundError:
        raise NotFound("log") from None
    zone = ZoneInfo(row.zone)
    deals = remembered(row.folder, ("deals", choice), lambda: chosen(whole, choice, zone))
    return Slice(row, choice, whole, deals)
