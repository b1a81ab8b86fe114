"""The hanging tab: deals that stand, how long by what is usual, the most overdue first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.core import clock as time
from pipeloop.engine.eventlog.log import Labels
from pipeloop.history import actions, queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.models import Log
from tests import cast
from tests.engine.logs import log_of
from tests.history.logs import DAY, MONDAY, ready_log
from tests.history.sample_deals import deals
from tests.history.test_pages import PART, SEE, page, rows, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
HOUR_S = 3_600
BUSINESS_DAY_S = 9 * HOUR_S
STUDIES = ("funnel", "steps", "hanging")
# Session, person, roles and log; the calendars of the company and of its teams.
STATEMENTS = 6


def test_deals_stand_as_of_the_last_event_of_a_log() -> None:
    report = queries.hanging_of(queries.filter_log(ready_log(deals()), CaseFilter()))
    assert report.now == MONDAY + 40 * DAY
    assert report.levels == [2, 0, 3]
    lines = list(report.lines(report.places(None, "")))
    assert [line.deal.case_id for line in lines] == ["O0", "O1", "O2", "C0", "C1"]
    first = lines[0]
    assert (first.step, first.since, first.who) == ("Offer", MONDAY + 2 * DAY, "Bob")
    # From Wednesday 4 March noon to Saturday 11 April: 26 business days and the rest of the first,
    # by the company's hours from 9 to 18 in Moscow without 9 March.
    assert first.deal.seconds == 26 * BUSINESS_DAY_S + 6 * HOUR_S
    assert first.usual_s == pytest.approx(2.3 * BUSINESS_DAY_S, rel=0.02)
    assert first.times == pytest.approx(first.deal.seconds / first.usual_s)
    assert (first.level, lines[-1].level) == (2, 0)


def test_a_level_and_a_step_narrow_them() -> None:
    report = queries.hanging_of(queries.filter_log(ready_log(deals()), CaseFilter()))
    assert len(report.places(2, "")) == 3
    assert len(report.places(None, "Call")) == 2
    assert len(report.places(2, "Call")) == len(report.places(None, "Nowhere")) == 0


def test_medians_are_those_of_all_deals_whichever_are_chosen() -> None:
    row = ready_log(deals())
    part = queries.filter_log(row, CaseFilter(outcome="open"))
    assert queries.hanging_of(part).levels == [2, 0, 3]


def test_where_no_end_is_recorded_steps_that_end_deals_are_guessed() -> None:
    events = [(f"d{n}", "Call", n) for n in range(40)]
    events += [(f"d{n}", "Archive", n + 100) for n in range(30)]
    report = queries.hanging_of(queries.filter_log(ready_log(log_of(events)), CaseFilter()))
    assert (report.closed.guessed, report.count) == (("Archive",), 10)


def test_where_no_end_is_recorded_a_deal_silent_for_long_is_closed() -> None:
    events = [
        (f"d{n}", step, 3_600 * n + 60 * at) for n in range(600) for at, step in enumerate("ABC")
    ]
    events += [("open", "A", 3_600 * 599)]
    report = queries.hanging_of(queries.filter_log(ready_log(log_of(events)), CaseFilter()))
    assert report.closed.silent_s == 60
    assert [line.deal.case_id for line in report.lines(report.places(None, "A"))] == []
    assert report.closed.guessed == ("C",)


def test_own_deals_stand_until_now(alice: Person, bob: Person) -> None:
    with time.at(cast.TUESDAY):
        cast.deal(bob, at="LD1", client="Harbour Foods")
        actions.refresh_own()
    row = Log.objects.get()
    with time.at(cast.TUESDAY + 3 * DAY):
        report = queries.hanging_of(queries.filter_log(row, CaseFilter()))
        shown = text(cast.browser(alice).get(page("hanging", row)))
    line = next(report.lines(report.places(None, "")))
    assert line.deal.seconds == 3 * BUSINESS_DAY_S
    assert "Harbour Foods" in shown
    assert "1 open deal as of" in shown


def test_the_page_says_how_many_are_stalled(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log(deals())
    shown = text(client.get(page("hanging", row)))
    assert "5 open deals as of" in shown
    assert "3 stalled deals." in shown
    assert "“Offer” holds back most: 3 open deals, " in shown
    assert ">O0<" in shown
    assert ">O0<" not in text(client.get(page("hanging", row, level="0")))
    assert ">C0<" not in text(client.get(page("hanging", row, step="Offer", level="nonsense")))
    assert "No such deals" in text(client.get(page("hanging", row, level="1")))
    assert "No open deals" in text(client.get(page("hanging", row, outcome="won")))


def test_all_of_them_are_taken_out_as_a_workbook(alice: Person) -> None:
    lines = rows(cast.browser(alice).get(page("hanging_table", ready_log(deals()), level="2")))
    assert [line[:2] for line in lines] == [("O0", "Offer"), ("O1", "Offer"), ("O2", "Offer")]
    assert lines[0][3] == pytest.approx(26.667, abs=0.001)
    assert lines[0][6:] == ("Stalled", "Bob")


def test_recorded_outcomes_say_which_deals_are_open() -> None:
    log = deals()
    won = Labels(np.ones(log.case_count, np.uint8), ("", "won"))
    log = replace(log, labels={"outcome": won})
    assert queries.hanging_of(queries.filter_log(ready_log(log), CaseFilter())).count == 0


@pytest.mark.parametrize("name", STUDIES)
def test_a_tab_asks_the_database_as_little_whatever_the_log_holds(
    alice: Person, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), ready_log(deals())
    with django_assert_max_num_queries(STATEMENTS):
        assert client.get(page(name, row)).status_code == 200


@pytest.mark.parametrize("role", [*RoleCode.values, ""])
def test_tabs_are_for_those_who_lead_and_for_marketers(house: None, role: str) -> None:
    row = ready_log(deals())
    client = cast.browser(cast.person("Rita Reader", *([role] if role else [])))
    tables = [f"{name}_table" for name in (*STUDIES, "drilldown")]
    for name in (*STUDIES, *tables):
        answer = client.get(page(name, row, figure="reached", source="Call"))
        b"".join(answer.streaming_content if answer.streaming else ())
        assert (answer.status_code < 400) == (role in SEE), name
    part = client.get(page("drilldown", row, figure="reached", source="Call"), headers=PART)
    assert (part.status_code == 200) == (role in SEE)


def test_filters_keep_how_a_tab_looks(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log(deals())
    address = page("funnel", row) + "?only=Call&only=Won&clock=work"
    shown = text(client.get(address))
    assert 'name="only" value="Call" data-view-field="only"' in shown
    assert 'name="only" value="Won" data-view-field="only"' in shown
    assert page("hanging", row) + '"' in shown
