"""Answers are cached by what was asked: two questions never share an answer."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from pipeloop.engine.worktime import WorkTime
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries import Clock, DrillDown, FilteredLog, MapElement
from tests.engine.logs import log_of
from tests.history.logs import ready_log

pytestmark = pytest.mark.django_db
CALENDAR = Clock()
HOUR = 3_600
# The second of February 2026, a Monday, 09:00 in UTC.
MONDAY = 32 * 24 * HOUR + 9 * HOUR


def filtered_log_of(*events: tuple[str, str, int, str]) -> FilteredLog:
    """A log of deal, step, hours after Monday morning, and person."""
    log = log_of((deal, step, MONDAY + hours * HOUR, who) for deal, step, hours, who in events)
    return queries.filter_log(ready_log(log), CaseFilter())


@pytest.fixture
def arrows() -> FilteredLog:
    """From “A → B” to “C” in one hour, from “A” to “B → C” in two."""
    return filtered_log_of(
        ("one", "A → B", 0, "Ann"),
        ("one", "C", 1, "Ann"),
        ("two", "A", 0, "Ann"),
        ("two", "B → C", 2, "Ann"),
        ("three", "A", 0, "Ann"),
        ("three", "B → C", 3, "Ann"),
    )


def working(opens: int, closes: int) -> Clock:
    """Counts in working hours from Monday to Friday in UTC."""
    weekdays = range(5)
    return Clock(WorkTime(ZoneInfo("UTC"), weekdays, time(opens), time(closes), lambda _day: False))


def test_an_arrow_in_the_name_of_a_step_confuses_no_times_between(arrows: FilteredLog) -> None:
    one = queries.time_between(arrows, "A → B", "C", CALENDAR)
    two = queries.time_between(arrows, "A", "B → C", CALENDAR)
    assert one is not None
    assert two is not None
    assert (one.source, one.target, one.count) == ("A → B", "C", 1)
    assert (two.source, two.target, two.count) == ("A", "B → C", 2)


def test_an_arrow_in_the_name_of_a_step_confuses_no_deals(arrows: FilteredLog) -> None:
    for source, target, count in (("A → B", "C", 1), ("A", "B → C", 2)):
        assert queries.deals_at(arrows, MapElement("edge", source, target)).count == count
        drilldown = DrillDown("between", source, target)
        assert queries.drilldown_deals(arrows, drilldown, CALENDAR).count == count


def test_a_line_break_in_a_name_confuses_no_handovers() -> None:
    filtered = filtered_log_of(
        ("one", "Call", 0, "Ann\nBob"),
        ("one", "Offer", 1, "Cid"),
        ("two", "Call", 0, "Ann"),
        ("two", "Offer", 1, "Bob\nCid"),
        ("three", "Call", 0, "Ann"),
        ("three", "Offer", 1, "Bob\nCid"),
    )
    assert queries.handover_deals(filtered, "Ann\nBob", "Cid").count == 1
    assert queries.handover_deals(filtered, "Ann", "Bob\nCid").count == 2


def test_two_calendars_share_no_answer() -> None:
    filtered = filtered_log_of(("one", "Call", 0, "Ann"), ("one", "Offer", 24, "Ann"))
    # Calendars are created one after another, so that each may take the place of the last one.
    for opens, closes, hours in ((9, 17, 8), (9, 12, 3), (6, 18, 12), (10, 11, 1)):
        deals = queries.deals_at(
            filtered, MapElement("edge", "Call", "Offer"), working(opens, closes)
        )
        assert deals.seconds.tolist() == [hours * HOUR]


def test_equal_calendars_share_their_answers() -> None:
    assert working(9, 17).key == working(9, 17).key
    assert len({working(9, 17).key, working(9, 18).key, CALENDAR.key}) == 3


def test_two_time_zones_share_no_answer() -> None:
    row = ready_log()
    since_thursday = CaseFilter(since=date(2026, 3, 5))
    counts = []
    for zone in ("Europe/Moscow", "Pacific/Auckland"):
        row.zone = zone
        filtered = queries.filter_log(row, since_thursday)
        begins = queries.workload_of(filtered).all.by_hour.sum(axis=0).argmax()
        counts.append((filtered.count, int(begins)))
    # Noon in Moscow is ten in the evening in Auckland.
    assert counts == [(2, 12), (2, 22)]
