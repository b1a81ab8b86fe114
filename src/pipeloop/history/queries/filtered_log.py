"""A log narrowed by a case filter: what every page of a log is about."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipeloop.core.errors import NotFound
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history.domain.filtering import CaseFilter, apply_filter
from pipeloop.history.models import Log
from pipeloop.history.queries.log_cache import cached, open_folder

Value = TypeVar("Value")


@dataclass(frozen=True)
class FilteredLog:
    """Deals of a log.

    Args:
        row: the log as the database knows it.
        whole: all of its deals.
        deals: those that the filter leaves.
    """

    row: Log
    case_filter: CaseFilter
    whole: EventLog
    deals: EventLog

    @property
    def count(self) -> int:
        """How many deals the filter leaves."""
        return self.deals.case_count

    def cached(self, key: tuple[Hashable, ...], compute: Callable[[EventLog], Value]) -> Value:
        """What a function answers of the filtered deals, computed once and not at every page.

        Args:
            key: the function's name and every parameter that its answer depends on, besides the
                log and the filter.
        """
        # A zone that was chosen a moment ago holds already, while the log is still read again.
        whole_key = (*key, self.case_filter, self.row.zone)
        return cached(self.row.folder, whole_key, lambda: compute(self.deals))

    def cached_whole(
        self, key: tuple[Hashable, ...], compute: Callable[[EventLog], Value]
    ) -> Value:
        """The same of all deals of the log."""
        return cached(self.row.folder, (*key, CaseFilter()), lambda: compute(self.whole))


def filter_log(row: Log, case_filter: CaseFilter) -> FilteredLog:
    """The deals of a log that a filter leaves.

    Raises:
        NotFound: the log is not read, or its folder is lost; it is read again within the hour.
    """
    if not row.is_open:
        raise NotFound("log")
    try:
        whole = open_folder(row.folder)
    except FileNotFoundError:
        raise NotFound("log") from None
    zone = ZoneInfo(row.zone)
    key = ("filtered deals", case_filter, row.zone)
    deals = cached(row.folder, key, lambda: apply_filter(whole, case_filter, zone))
    return FilteredLog(row, case_filter, whole, deals)
