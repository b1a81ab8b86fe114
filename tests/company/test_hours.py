"""Working time by the calendars of teams, with the holidays of a country."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from pipeloop.company.actions import CalendarCard, save_calendar
from pipeloop.company.models import Person, Team
from pipeloop.company.queries.working_time import working_times
from tests import cast

pytestmark = pytest.mark.django_db

HOUR = 3600
DAY = 9 * HOUR  # from nine to six
OMSK = CalendarCard(
    name="Omsk",
    time_zone="Asia/Omsk",
    weekdays=range(5),
    opens=time(9),
    closes=time(18),
    country="RU",
)


def utc(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    """A moment of 2026 in UTC; Moscow is three hours ahead."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        # Tuesday, three to seven in the evening: three hours until six.
        (utc(3, 3, 12), utc(3, 3, 16), 3 * HOUR),
        # From Friday, four o'clock, to Monday, ten: two hours and one.
        (utc(3, 13, 13), utc(3, 16, 7), 3 * HOUR),
        # A working week.
        (utc(3, 15, 21), utc(3, 22, 21), 5 * DAY),
        # The first of January to the eighth: nobody works.
        (utc(12, 31, 21, year=2025), utc(1, 8, 21), 0),
        # February 2026: twenty weekdays less the twenty-third.
        (utc(1, 31, 21), utc(2, 28, 21), 19 * DAY),
        # The first of May is a Friday.
        (utc(4, 30, 15), utc(5, 4, 7), HOUR),
        # Twelfth of June, a Friday, and fourth of November, a Wednesday.
        (utc(6, 11, 21), utc(6, 12, 21), 0),
        (utc(11, 3, 21), utc(11, 4, 21), 0),
        # Backwards there is no time.
        (utc(3, 3, 16), utc(3, 3, 12), 0),
    ],
)
def test_the_hours_of_the_company_are_those_of_the_russian_calendar(
    house: None, start: datetime, end: datetime, seconds: int
) -> None:
    assert working_times().company.between(start, end) == seconds


def test_the_first_eight_days_of_2026_are_holidays_in_russia(house: None) -> None:
    works_on = working_times().company.works_on
    assert [day for day in range(1, 9) if works_on(date(2026, 1, day))] == []
    assert works_on(date(2026, 1, 12))


def test_without_a_country_the_new_year_is_worked(house: None, alice: Person) -> None:
    calendar = cast.company().calendar
    calendar.country = ""
    calendar.save()
    # 1 January 2026 is a Thursday: until the eighth there are six weekdays.
    start, end = utc(12, 31, 21, year=2025), utc(1, 8, 21)
    assert working_times().company.between(start, end) == 6 * DAY


def test_a_team_works_by_its_own_calendar_others_by_the_companys(alice: Person) -> None:
    east = Team.objects.create(name="East", calendar=save_calendar(alice, None, OMSK))
    times = working_times()
    # Six to nine in the morning by UTC: nine to twelve in Moscow, noon to three in Omsk;
    # Omsk began three hours before.
    assert times.of(east.pk).between(utc(3, 3, 3), utc(3, 3, 6)) == 3 * HOUR
    for other in (None, alice.team_id, 10**9):
        assert times.of(other).between(utc(3, 3, 3), utc(3, 3, 6)) == 0


def test_a_change_of_the_calendar_counts_at_once(alice: Person) -> None:
    calendar = save_calendar(alice, None, OMSK)
    east = Team.objects.create(name="East", calendar=calendar)
    day = (utc(3, 2, 18), utc(3, 3, 18))
    assert working_times().of(east.pk).between(*day) == DAY
    save_calendar(alice, calendar.pk, replace(OMSK, closes=time(13)))
    assert working_times().of(east.pk).between(*day) == 4 * HOUR


@pytest.mark.parametrize("teams", [1, 30])
def test_however_many_teams_the_hours_take_two_statements(
    alice: Person, django_assert_num_queries: Any, teams: int
) -> None:
    calendar = save_calendar(alice, None, OMSK)
    Team.objects.bulk_create(Team(name=f"T{n}", calendar=calendar) for n in range(teams))
    with django_assert_num_queries(2):
        assert len(working_times().teams) == teams
