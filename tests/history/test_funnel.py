"""The funnel tab: shares with confidence intervals, open deals, the largest loss, cohorts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.core.errors import NotFound
from pipeloop.engine.eventlog.log import EventLog, Labels
from pipeloop.engine.evidence.shares import wilson
from pipeloop.engine.localtime import DAY_S
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries import Clock, DrillDown
from tests import cast
from tests.engine.logs import log_of
from tests.history.logs import ready_log
from tests.history.sample_deals import deals
from tests.history.test_pages import PART, page, rows, text

pytestmark = pytest.mark.django_db
CALENDAR = Clock()


def test_a_deal_that_came_further_counts_at_the_steps_before() -> None:
    report = queries.funnel_of(queries.filter_log(ready_log(deals()), CaseFilter()), (), CALENDAR)
    assert [(s.name, s.reached, s.skipped, s.closed, s.open) for s in report.steps] == [
        ("Call", 41, 0, 0, 2),
        ("Offer", 39, 4, 12, 3),
        ("Won", 24, 0, 0, 0),
    ]
    last = report.steps[-1]
    assert last.of_first is not None
    assert last.of_previous is not None
    assert last.of_first.share == pytest.approx(24 / 41)
    assert (last.of_first.low, last.of_first.high) == pytest.approx([*map(float, wilson(24, 41))])
    assert last.of_previous.share == pytest.approx(24 / 39)
    assert report.largest_loss == queries.LargestLoss("Offer", "Won", last.of_previous, 15)


def test_open_deals_may_still_come_further() -> None:
    """Those that stand on the offer have stood longer than any stayed: none is still at risk."""
    report = queries.funnel_of(queries.filter_log(ready_log(deals()), CaseFilter()), (), CALENDAR)
    offered, won = report.steps[1:]
    assert offered.in_the_end is not None
    assert won.in_the_end is not None
    # Two stand on the call for no time at all, and are not known to go no further.
    assert offered.in_the_end.share == pytest.approx(1)
    assert won.in_the_end.share == pytest.approx(24 / 39 / (36 / 39) * (1 - 3 / 39), abs=0.06)
    assert won.in_the_end.low < won.in_the_end.share < won.in_the_end.high


def test_a_step_to_which_only_lost_deals_come_is_not_in_the_funnel() -> None:
    log = deals()
    log = replace(log, activities=("Call", "Offer", "Signed", "Gone"), labels=_outcomes(log))
    filtered = queries.filter_log(ready_log(log), CaseFilter())
    assert [s.name for s in queries.funnel_of(filtered, (), CALENDAR).steps] == [
        "Call", "Offer", "Signed",
    ]  # fmt: skip


def _outcomes(log: EventLog) -> dict[str, Labels]:
    """The outcome of each deal, as its last step was called."""
    last = log.activity[log.high - 1]
    return {"outcome": Labels(np.array([0, 0, 1, 2], np.uint8)[last], ("", "won", "lost"))}


def test_times_to_the_next_step_are_counted_by_either_clock() -> None:
    filtered = queries.filter_log(ready_log(deals()), CaseFilter())
    calendar = [s.next_s for s in queries.funnel_of(filtered, (), CALENDAR).steps]
    assert calendar[:2] == pytest.approx([2 * 86_400, 4 * 86_400], 0.016)
    assert calendar[2] is None
    cast.company_with_process()
    clock = queries.clock_of("work")
    worked = [s.next_s for s in queries.funnel_of(filtered, (), clock).steps]
    # From Monday to Wednesday are two working days; from there to Sunday three, at nine in UTC.
    assert worked[0] == pytest.approx(2 * clock.day_s, 0.016)
    assert worked[1] is not None
    assert 2 * clock.day_s < worked[1] < 4 * clock.day_s


def test_chosen_steps_alone_make_the_funnel() -> None:
    filtered = queries.filter_log(ready_log(deals()), CaseFilter())
    report = queries.funnel_of(filtered, ("Won", "Call", "Nowhere"), CALENDAR)
    assert [step.name for step in report.steps] == ["Call", "Won"]
    assert report.shown == {"Call", "Won"}
    assert report.all_steps == ("Call", "Offer", "Won")


def test_cohorts_of_too_few_deals_have_no_shares() -> None:
    report = queries.funnel_of(queries.filter_log(ready_log(deals()), CaseFilter()), (), CALENDAR)
    assert report.period == "week"
    assert [(str(cohort.begins), cohort.deals, cohort.open) for cohort in report.cohorts] == [
        ("2026-04-06", 2, 2),
        ("2026-03-02", 39, 3),
    ]
    late, early = report.cohorts
    assert late.shares == (None, None)
    assert [share.share for share in early.shares if share] == pytest.approx([1, 24 / 39])


def test_the_page_states_the_figures(alice: Person) -> None:
    content = text(cast.browser(alice).get(page("funnel", ready_log(deals()))))
    assert "Of the deals that reach “Call”, 59% (43–72%) reach “Won”." in content
    assert (
        "The largest loss is between “Offer” and “Won”: 62% go on, 15 deals went no further."
        in content
    )
    assert "By week of arrival" in content
    assert "Steps shown: 3 of 3" in content


def test_fewer_than_fifteen_deals_have_no_shares(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log(deals())
    content = text(client.get(page("funnel", row, outcome="lost")))
    assert "Too few deals for shares" in content
    assert '<table class="data-table funnel">' not in content
    assert "No deals match" in text(client.get(page("funnel", row, since="2099-01-01")))


def test_the_funnel_is_downloaded_as_a_workbook(alice: Person) -> None:
    table = rows(cast.browser(alice).get(page("funnel_table", ready_log(deals()))))
    assert [line[:2] for line in table] == [("Call", 41), ("Offer", 39), ("Won", 24)]
    assert table[2][2] == pytest.approx(58.54)
    assert table[1][11:13] == (15, 3)


def test_the_deals_behind_a_figure_are_as_many_as_it_says(alice: Person) -> None:
    filtered = queries.filter_log(ready_log(deals()), CaseFilter())
    for kind in ("reached", "stopped"):
        for step in queries.funnel_of(filtered, (), CALENDAR).steps[:-1]:
            deals_behind = queries.drilldown_deals(filtered, DrillDown(kind, step.name), CALENDAR)
            assert deals_behind.count == getattr(step, kind)
    with pytest.raises(NotFound):
        queries.drilldown_deals(filtered, DrillDown("nonsense", "Call"), CALENDAR)
    with pytest.raises(NotFound):
        queries.drilldown_deals(filtered, DrillDown("reached", "Lost"), CALENDAR)
    client = cast.browser(alice)
    address = {"figure": "stopped", "source": "Offer"}
    shown = text(client.get(page("drilldown", filtered.row, **address), headers=PART))
    assert "Went no further" in shown
    assert ">O2<" in shown
    assert ">W0<" not in shown
    assert client.get(page("drilldown", filtered.row, **address)).status_code == 302
    assert len(rows(client.get(page("drilldown_table", filtered.row, **address)))) == 15


def test_working_time_costs_no_more_than_two_statements(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), ready_log(deals())
    with django_assert_max_num_queries(6):
        assert client.get(page("funnel", row, clock="work")).status_code == 200


def test_hiding_rows_does_not_change_the_largest_loss() -> None:
    filtered = queries.filter_log(ready_log(deals()), CaseFilter())
    for only in ((), ("Call", "Won"), ("Call", "Offer"), ("Offer",)):
        loss = queries.funnel_of(filtered, only, CALENDAR).largest_loss
        assert loss is not None
        assert (loss.source, loss.target, loss.stopped) == ("Offer", "Won", 15)


def test_the_page_names_both_steps_of_the_largest_loss_whatever_it_shows(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log(deals())
    for query in ({}, {"only": "Call"}):
        content = text(client.get(page("funnel", row, **query)))
        assert "The largest loss is between “Offer” and “Won”" in content


def test_an_optional_step_is_not_the_largest_loss() -> None:
    """Most deals skip the demo and are won; more are lost between the call and the offer."""
    paths = [
        *[("Call", "Offer", "Won")] * 14,
        *[("Call", "Demo", "Offer", "Won")] * 2,
        *[("Call", "Lost")] * 8,
    ]
    filtered = queries.filter_log(ready_log(_log_of(paths)), CaseFilter())
    report = queries.funnel_of(filtered, (), CALENDAR)
    assert report.all_steps == ("Call", "Demo", "Offer", "Won")
    assert queries.largest_loss_of(filtered) == report.largest_loss
    assert report.largest_loss is not None
    # Those that skipped the demo have reached it: who comes to the offer has passed it.
    assert (report.largest_loss.source, report.largest_loss.target) == ("Call", "Demo")
    assert report.largest_loss.passed.share == pytest.approx(16 / 24)
    assert report.largest_loss.stopped == 8


def test_what_comes_after_a_win_is_no_loss() -> None:
    paths = [*[("Call", "Won")] * 15, *[("Call", "Won", "Upsell", "Won")], *[("Call", "Lost")] * 4]
    filtered = queries.filter_log(ready_log(_log_of(paths)), CaseFilter())
    loss = queries.largest_loss_of(filtered)
    assert loss is not None
    assert (loss.source, loss.target) == ("Call", "Won")


def test_too_few_deals_or_no_loss_have_no_largest_loss() -> None:
    few = queries.filter_log(ready_log(_log_of([("Call", "Lost")] * 14)), CaseFilter())
    assert queries.largest_loss_of(few) is None
    whole = queries.filter_log(ready_log(_log_of([("Call", "Offer", "Won")] * 20)), CaseFilter())
    assert queries.largest_loss_of(whole) is None


def _log_of(paths: list[tuple[str, ...]]) -> EventLog:
    """Deals with these steps, a day apart."""
    return log_of(
        (str(deal), step, place * DAY_S)
        for deal, steps in enumerate(paths)
        for place, step in enumerate(steps)
    )
