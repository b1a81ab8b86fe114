"""How durations of a log are counted: by the calendar or in working hours, and up to when."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pipeloop.company.queries.working_time import working_times
from pipeloop.core.clock import now
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.localtime import DAY_S
from pipeloop.engine.mining.case_arrays import last_second
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from pipeloop.history.queries.filtered_log import FilteredLog

# Deals of the company itself go on waiting while nothing happens: how often that is recomputed.
FRESH_S = 600


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts durations by the calendar, or in working hours where `work` is given."""

    work: WorkTime | None = None

    @property
    def day_s(self) -> int:
        """Seconds of a day."""
        return self.work.day_s if self.work else DAY_S

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What distinguishes this clock from others, for caches."""
        return ("work", *self.work.key) if self.work else ("calendar",)

    def of(self, filtered: FilteredLog) -> EventLog:
        """The filtered deals with times in seconds of this clock.

        The whole log is converted once, whichever deals the filter leaves.
        """
        work = self.work
        if work is None:
            return filtered.deals
        whole = filtered.cached_whole(
            ("timed log", self.key), lambda log: in_working_time(log, work)
        )
        deals = filtered.deals
        return replace(whole, low=deals.low, high=deals.high, cases=deals.cases)

    def at(self, log: EventLog, second: int) -> int:
        """A second of the log, counted by this clock."""
        if not self.work:
            return second
        begin, end = (datetime.fromtimestamp(log.start + s, UTC) for s in (0, second))
        return self.work.between(begin, end)


CALENDAR = Clock()


def clock_of(name: str) -> Clock:
    """The clock of an address: "work" counts by the company's calendar, in two statements."""
    return Clock(working_times().company if name == "work" else None)


def now_in(filtered: FilteredLog) -> int:
    """Up to when the deals of a log are seen, in its seconds: its last event, or now."""
    if filtered.row.is_own:
        return int(now().timestamp()) // FRESH_S * FRESH_S - filtered.whole.start
    return filtered.cached_whole(("last second",), last_second)
