"""Teams, calendars and the settings of the company."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from pipeloop.company import queries
from pipeloop.company.actions import (
    CalendarCard,
    CompanyCard,
    change_company,
    save_calendar,
    save_team,
)
from pipeloop.company.models import Company, Person, Team, WorkCalendar
from pipeloop.core.errors import Forbidden, NotFound, Refused
from pipeloop.core.ids import TeamId
from tests import cast

pytestmark = pytest.mark.django_db

CARD = CompanyCard(
    name="Pipes & Co",
    currency="EUR",
    language="en",
    long_deal_days=30,
    discount_limit=5,
    sellers_see="own",
    keep_contacts_months=36,
)
SHIFT = CalendarCard(
    name="Night shift",
    time_zone="Asia/Omsk",
    weekdays=[5, 6, 6],
    opens=time(12),
    closes=time(20, 30),
    country="DE",
)


def test_the_settings_are_kept_as_they_were_given(alice: Person) -> None:
    change_company(alice, replace(CARD, name="  Pipes & Co "))
    row = Company.objects.get(pk=1)
    assert (row.name, row.currency, row.language) == ("Pipes & Co", "EUR", "en")
    assert (row.long_deal_days, row.discount_limit, row.sellers_see) == (30, 5, "own")
    assert row.keep_contacts_months == 36


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        *(({"currency": bad}, "bad_currency", "currency") for bad in ("", "eur", "EURO", "ЕВР")),
        ({"language": "de"}, "bad_value", ""),
        ({"sellers_see": "none"}, "bad_value", ""),
        *(({"long_deal_days": bad}, "bad_days", "long_deal_days") for bad in (0, -1, 366)),
        *(({"discount_limit": bad}, "bad_share", "discount_limit") for bad in (-1, 101)),
        *(
            ({"keep_contacts_months": bad}, "bad_months", "keep_contacts_months")
            for bad in (0, -1, 601)
        ),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(
    alice: Person, change: dict[str, object], code: str, field: str
) -> None:
    before = Company.objects.values().get(pk=1)
    with pytest.raises(Refused) as refusal:
        change_company(alice, replace(CARD, **change))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert Company.objects.values().get(pk=1) == before


@pytest.mark.parametrize(("days", "share"), [(1, 0), (365, 100)])
def test_the_ends_of_a_range_are_allowed(alice: Person, days: int, share: int) -> None:
    row = change_company(alice, replace(CARD, long_deal_days=days, discount_limit=share))
    assert (row.long_deal_days, row.discount_limit) == (days, share)


@pytest.mark.parametrize(
    "act",
    [
        lambda actor: change_company(actor, CARD),
        lambda actor: save_team(actor, None, name="East"),
        lambda actor: save_calendar(actor, None, SHIFT),
    ],
    ids=["company", "team", "calendar"],
)
@pytest.mark.parametrize("role", ["closer", "hunter", "marketer", "key_account_manager"])
def test_a_seller_changes_nothing_of_the_company(house: None, role: str, act: object) -> None:
    seller = cast.person("Sam Seller", role)
    with pytest.raises(Forbidden) as refusal:
        act(seller)  # type: ignore[operator]
    assert refusal.value.rule == "change_company"
    assert not Team.objects.filter(name="East").exists()
    assert not WorkCalendar.objects.filter(name=SHIFT.name).exists()


def test_a_team_is_added_named_anew_and_given_a_calendar(alice: Person) -> None:
    calendar = save_calendar(alice, None, SHIFT)
    team = save_team(alice, None, name="  Far   East ")
    assert (team.name, team.calendar) == ("Far East", None)
    changed = save_team(alice, TeamId(team.pk), name="East", calendar=calendar.pk)
    row = Team.objects.get(pk=team.pk)
    assert changed.pk == team.pk
    assert (row.name, row.calendar) == ("East", calendar)


def test_saving_a_team_under_its_own_name_is_no_clash(alice: Person) -> None:
    assert save_team(alice, TeamId(alice.team_id), name="North").pk == alice.team_id


@pytest.mark.parametrize(("name", "code"), [(" ", "no_name"), (" North ", "name_in_use")])
def test_a_team_needs_a_name_of_its_own(alice: Person, name: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        save_team(alice, None, name=name)
    assert (refusal.value.code, refusal.value.field) == (code, "name")
    assert Team.objects.count() == 1


def test_a_team_or_a_calendar_that_is_not_there_is_not_found(alice: Person) -> None:
    for act in (
        lambda: save_team(alice, TeamId(10**9), name="East"),
        lambda: save_team(alice, None, name="East", calendar=10**9),
        lambda: save_calendar(alice, 10**9, SHIFT),
    ):
        with pytest.raises(NotFound):
            act()
    assert not Team.objects.filter(name="East").exists()


def test_a_calendar_is_kept_with_each_day_once_and_in_order(alice: Person) -> None:
    calendar = save_calendar(alice, None, replace(SHIFT, weekdays=[6, 5, 6]))
    row = WorkCalendar.objects.get(pk=calendar.pk)
    assert row.weekdays == [5, 6]
    assert (row.opens, row.closes) == (time(12), time(20, 30))
    assert (row.time_zone, row.country) == ("Asia/Omsk", "DE")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": "  "}, "no_name", "name"),
        ({"name": "Основной"}, "name_in_use", "name"),
        ({"closes": time(12)}, "no_hours", "closes"),
        ({"closes": time(11, 59)}, "no_hours", "closes"),
        # Less than a second is no working day: the clock of work counts in seconds.
        ({"closes": time(12, 0, 0, 500_000)}, "no_hours", "closes"),
        ({"weekdays": []}, "no_days", "weekdays"),
        ({"weekdays": [0, 7]}, "no_days", "weekdays"),
        ({"weekdays": [-1]}, "no_days", "weekdays"),
        ({"time_zone": "Europe/Atlantis"}, "bad_zone", "time_zone"),
        ({"country": "XX"}, "bad_country", "country"),
        ({"country": "ru"}, "bad_country", "country"),
    ],
)
def test_a_calendar_by_which_nobody_could_work_is_refused(
    alice: Person, change: dict[str, object], code: str, field: str
) -> None:
    before = WorkCalendar.objects.count()
    with pytest.raises(Refused) as refusal:
        save_calendar(alice, None, replace(SHIFT, **change))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert WorkCalendar.objects.count() == before


def test_a_calendar_is_changed_in_place(alice: Person) -> None:
    calendar = save_calendar(alice, None, SHIFT)
    save_calendar(alice, calendar.pk, replace(SHIFT, opens=time(8), country=""))
    row = WorkCalendar.objects.get(name=SHIFT.name)
    assert (row.pk, row.opens, row.country) == (calendar.pk, time(8), "")


def test_a_team_counts_those_who_work_in_it(alice: Person, bob: Person) -> None:
    cast.person("Gone Reed", team="North", is_active=False)
    assert [(team.name, team.size) for team in queries.teams()] == [("North", 2)]  # type: ignore[attr-defined]


def test_calendars_name_the_teams_that_keep_them(alice: Person) -> None:
    calendar = save_calendar(alice, None, SHIFT)
    for name in ("East", "West"):
        save_team(alice, None, name=name, calendar=calendar.pk)
    teams = {row.name: row.teams for row in queries.calendars()}  # type: ignore[attr-defined]
    assert sorted(teams["Night shift"].split(", ")) == ["East", "West"]
    assert teams["Основной"] == ""
