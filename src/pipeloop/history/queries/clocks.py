"""How durations of a log are counted."""

from __future__ import annotations

from dataclasses import dataclass

from pipeloop.company.hours import working_times
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from pipeloop.history.choosing import DAY_S


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts durations as they pass, or in hours of work."""

    work: WorkTime | None = None

    @property
    def day_s(self) -> int:
        """Seconds of a day."""
        return self.work.day_s if self.work else DAY_S

    @property
    def key(self) -> str:
        """Tells it from another: calendars in use are kept, so each is alone at its place."""
        return f"work {id(self.work)}" if self.work else "calendar"

    def of(self, log: EventLog) -> EventLog:
        """The log in these seconds."""
        return in_working_time(log, self.work) if self.work else log


def clock_of(name: str) -> Clock:
    """The clock of an address: "work" counts by the company's calendar, in two statements."""
    return Clock(working_times().company if name == "work" else None)
