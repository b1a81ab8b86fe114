"""The steps tab: times, how many deals come and go, rework, times between two steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeloop.company.models import Person
from pipeloop.engine.localtime import DAY_S
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries import Clock, DrillDown, FilteredLog
from tests import cast
from tests.history.logs import DAY, MONDAY, ready_log, sales
from tests.history.sample_deals import deals
from tests.history.test_pages import PART, page, rows, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
CALENDAR = Clock()


@pytest.fixture
def filtered() -> FilteredLog:
    return queries.filter_log(ready_log(deals()), CaseFilter())


def test_every_step_says_how_many_came_went_and_are_there(filtered: FilteredLog) -> None:
    report = queries.step_report(filtered, CALENDAR)
    assert [(s.name, s.came, s.went, s.standing, s.stalled) for s in report.lines] == [
        ("Call", 45, 43, 2, 0),
        ("Offer", 39, 36, 3, 3),
    ]
    call, offer = report.lines
    assert call.median_s == pytest.approx(2 * DAY_S, 0.016)
    assert call.mean_s == pytest.approx((39 * 2 + 4 * 6) / 43 * DAY_S)
    assert offer.p90_s == pytest.approx(4 * DAY_S, 0.016)
    assert report.slowest is offer
    assert not report.has_work


def test_waiting_and_work_are_shown_where_they_are_known() -> None:
    log = deals()
    log = replace(log, began=np.maximum(log.time - DAY_S // 2, 0))
    report = queries.step_report(queries.filter_log(ready_log(log), CaseFilter()), CALENDAR)
    offer = report.lines[1]
    assert report.has_work
    assert (offer.waiting_s, offer.work_s) == (1.5 * DAY_S, 0.5 * DAY_S)


def test_rework_and_skipped_steps_are_counted(filtered: FilteredLog) -> None:
    call, offer = queries.rework_of(filtered)
    assert (call.deals, call.again, call.at_once, call.back) == (41, 4, 0, 4)
    assert call.back_share is not None
    assert call.back_share.share == pytest.approx(4 / 41)
    assert call.back_from == (("Offer", 4),)
    assert (offer.reached, offer.skipped) == (35, 0)


def test_a_figure_of_rework_has_as_many_deals_behind_it(filtered: FilteredLog) -> None:
    """A deal won without an offer has not skipped it: no step but the end comes later."""
    for kind, name, count in (("again", "Call", 4), ("back", "Call", 4), ("skipped", "Offer", 0)):
        assert queries.drilldown_deals(filtered, DrillDown(kind, name), CALENDAR).count == count


def test_times_between_two_steps_make_a_histogram(filtered: FilteredLog) -> None:
    between = queries.time_between(filtered, "Call", "Won", CALENDAR)
    assert between is not None
    assert between.share is not None
    assert (between.count, between.share.share) == (24, pytest.approx(24 / 41))
    assert (between.median_s, between.p90_s) == (6 * DAY_S, 10 * DAY_S)
    assert sum(bar.count for bar in between.bars) + between.longer == 24
    assert [bar.count for bar in between.bars if bar.low_s <= 6 * DAY_S < bar.high_s] == [20]
    between = DrillDown("between", "Call", "Won")
    assert queries.drilldown_deals(filtered, between, CALENDAR).count == 24
    assert queries.time_between(filtered, "Call", "Nowhere", CALENDAR) is None


def test_too_few_deals_have_no_median() -> None:
    few = queries.filter_log(ready_log(sales()), CaseFilter())
    between = queries.time_between(few, "Call", "Offer", CALENDAR)
    assert between is not None
    assert (between.count, between.median_s, between.share, between.bars) == (4, None, None, ())
    assert all(line.median_s is None for line in queries.step_report(few, CALENDAR).lines)
    assert all(line.back_share is None for line in queries.rework_of(few))


def test_the_page_states_the_figures(alice: Person, filtered: FilteredLog) -> None:
    client = cast.browser(alice)
    content = text(client.get(page("steps", filtered.row, first="Call", second="Won")))
    assert "Deals stay longest on “Offer”: half of them for more than 4 days" in content
    assert "3 deals are there now, 3 of them stalled." in content
    assert "to “Call”: <b>9.8%</b> of its deals" in content
    assert "half of them within 6 days, nine in ten within 10 days" in content
    few = text(client.get(page("steps", ready_log(sales()), first="Call", second="Offer")))
    assert "4 deals go this way: too few for a median." in few
    assert "too few moves for the median" in few
    for query in ({"first": "Nowhere"}, {"clock": "work"}, {"since": "2099-01-01"}):
        assert client.get(page("steps", filtered.row, **query)).status_code == 200


def test_the_steps_are_downloaded_as_a_workbook(alice: Person, filtered: FilteredLog) -> None:
    table = rows(cast.browser(alice).get(page("steps_table", filtered.row)))
    assert [line[:5] for line in table] == [("Call", 45, 43, 2, 0), ("Offer", 39, 36, 3, 3)]
    assert table[0][11:14] == (4, 4, pytest.approx(9.76))


def test_the_drawer_shows_the_time_between(alice: Person, filtered: FilteredLog) -> None:
    query = {"figure": "between", "source": "Call", "target": "Won"}
    client = cast.browser(alice)
    content = text(client.get(page("drilldown", filtered.row, **query), headers=PART))
    assert "Call → Won" in content
    assert "24" in content
    first = rows(client.get(page("drilldown_table", filtered.row, **query)))[0]
    assert first[0].startswith("B")
    assert (first[1], first[4]) == (10, 10)
    assert first[2].date() == (MONDAY + 0 * DAY).date()
