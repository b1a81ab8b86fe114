"""The working calendars of all teams, ready to count with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from pipeloop.company.models import Company, Team, WorkCalendar
from pipeloop.company.queries.organisation import the_company
from pipeloop.engine.worktime import WorkTime


@dataclass(frozen=True, slots=True)
class WorkTimes:
    """Working time by team; people without a team work by the company's calendar."""

    company: WorkTime
    teams: dict[int, WorkTime]

    def of(self, team_id: int | None) -> WorkTime:
        return self.teams.get(team_id, self.company) if team_id else self.company


def working_times(company: Company | None = None) -> WorkTimes:
    """The working time of every team: two SQL statements, tables made once a calendar.

    Args:
        company: with its calendar, where the caller has read it already.
    """
    calendar = (company or the_company()).calendar
    own = Team.objects.filter(calendar__isnull=False).select_related("calendar")
    return WorkTimes(
        company=_work_time(calendar),
        teams={team.pk: _work_time(team.calendar) for team in own if team.calendar},
    )


def _work_time(row: WorkCalendar) -> WorkTime:
    return _cached_work_time(row.time_zone, tuple(row.weekdays), row.opens, row.closes, row.country)


@lru_cache(maxsize=128)
def _cached_work_time(
    zone: str, days: tuple[int, ...], opens: time, closes: time, country: str
) -> WorkTime:
    holiday_dates = holidays.country_holidays(country) if country else {}

    def is_holiday(day: date) -> bool:
        return day in holiday_dates

    return WorkTime(ZoneInfo(zone), days, opens, closes, is_holiday, country)
