"""Workload: who works on deals when, in the time zone of the log."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.engine.worktime import WorkTime
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries.organisation.workload import working_hours
from tests import cast
from tests.history.logs import ready_log
from tests.history.test_pages import SEE, page, rows, text

pytestmark = pytest.mark.django_db
# Nine in the morning in UTC, as Moscow's clocks show it.
NOON = 12


def test_events_are_counted_by_hours_of_the_time_zone_of_the_log() -> None:
    team = queries.workload_of(queries.filter_log(ready_log(), CaseFilter()))
    by_name = {person.name: person for person in team.people}
    assert {name: person.events for name, person in by_name.items()} == {
        "Cid": 6,
        "Bob": 4,
        "Ann": 3,
    }
    assert by_name["Ann"].by_hour[:3, NOON].tolist() == [1, 1, 1]
    assert team.all.events == 15
    assert team.all.by_hour[:, NOON].sum() == 15


def test_weeks_are_counted_by_deals() -> None:
    team = queries.workload_of(queries.filter_log(ready_log(), CaseFilter()))
    assert team.weeks[0] == date(2026, 3, 2)
    ann = next(person for person in team.people if person.name == "Ann")
    assert ann.deals.tolist() == [3, 0, 0, 0]
    assert ann.median_deals == 3
    assert team.all.deals[0] == 5
    assert team.active[0] == 3


def test_working_hours_are_those_of_the_calendar() -> None:
    work = WorkTime(ZoneInfo("UTC"), [0, 4], time(9), time(17, 30), lambda day: False)
    hours = working_hours(work)
    assert hours[0].nonzero()[0].tolist() == list(range(9, 18))
    assert hours.any(axis=1).nonzero()[0].tolist() == [0, 4]


def test_the_page_names_the_busiest_hour_and_week(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    content = text(client.get(page("workload", row)))
    assert "12:00–13:00" in content
    assert "in the time zone Europe/Moscow" in content
    assert "The busiest week began on 2 Mar 2026: 5." in text(
        client.get(page("workload", row, view="week"))
    )


def test_one_person_is_shown_with_a_link_to_their_deals(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    content = text(client.get(page("workload", row, show="Cid")))
    assert f"{page('map', row)}?person=Cid" in content
    assert "Everybody" not in content
    assert "Everybody" in text(client.get(page("workload", row, show="Nobody known")))


def test_a_log_without_people_says_so(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    for view in ("", "week"):
        content = text(client.get(page("workload", row, view=view, avoids="Offer")))
        assert "No people in this log" in content
    assert "No deals match" in text(client.get(page("workload", row, since="2099-01-01")))


def test_tables_hold_all(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    table = rows(client.get(page("workload_table", row)))
    assert len(table) == 3 * 7
    assert sum(line[-1] for line in table) == 13
    weeks = rows(client.get(page("workload_table", row, view="week")))
    assert [line[2:] for line in weeks if line[0] == "Ann"] == [(3, 3)]


@pytest.mark.parametrize("role", ["closer", "marketer", "head_of_sales"])
def test_who_may_look(house: None, role: str) -> None:
    client, row = cast.browser(cast.person("Rita Reader", role)), ready_log()
    for name in ("workload", "workload_table"):
        answer = client.get(page(name, row))
        b"".join(answer.streaming_content if answer.streaming else ())
        assert (answer.status_code == 200) == (role in SEE), name


def test_the_page_takes_few_statements(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), ready_log()
    # Two more than other tabs: the working hours.
    with django_assert_max_num_queries(6):
        client.get(page("workload", row))
