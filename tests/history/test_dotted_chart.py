"""DottedChart: deals as rows, events as dots, an even part of many."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries.performance.dotted_chart import DOTS, LONGEST, ROWS
from tests import cast
from tests.history.logs import MONDAY, ready_log
from tests.history.test_pages import SEE, page, rows, text

pytestmark = pytest.mark.django_db
DAY_MIN = 24 * 60


def _log_of(deals: int, events: int, steps: int = 12) -> EventLog:
    """A log of so many deals with so many events each, an hour apart."""
    case = np.repeat(np.arange(deals), events)
    hour = case + np.tile(np.arange(events), deals)
    return build(
        case,
        np.arange(len(case)) % steps,
        (int(MONDAY.timestamp()) + hour * 3600) * MICROSECONDS,
        np.zeros(len(case), np.int64),
        case_ids=StringArray.of(f"{number}" for number in range(deals)),
        activities=[f"Step {number}" for number in range(steps)],
        resources=[""],
    )


def _picture(answer: Any) -> Any:
    content = answer.content.decode().split('id="dots-picture" type="application/json">')[1]
    return json.loads(content.split("</script>")[0])


def test_rows_come_in_order_of_arrival_or_the_longest_first(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    assert _picture(client.get(page("dotted_chart", row)))["names"] == list("ABCDE")
    chart = _picture(client.get(page("dotted_chart", row, order="duration", view="since")))
    assert (chart["names"], chart["since"]) == (list("DBACE"), True)


def test_dots_are_given_in_minutes_after_the_one_before(alice: Person) -> None:
    chart = _picture(cast.browser(alice).get(page("dotted_chart", ready_log())))
    assert chart["counts"] == [3, 3, 3, 4, 2]
    assert chart["minutes"][:3] == [0, DAY_MIN, 2 * DAY_MIN]
    assert chart["minutes"][3:6] == [0, 3 * DAY_MIN, 4 * DAY_MIN]
    # Noon in Moscow, the time zone of the log.
    assert chart["began"][0] % DAY_MIN == 12 * 60
    assert [chart["steps"][colour] for colour in chart["colours"][:3]] == ["Call", "Offer", "Won"]


def test_an_even_sample_of_many_deals_is_drawn(alice: Person) -> None:
    row = ready_log(_log_of(2_500, 20))
    chart = queries.dotted_chart_of(queries.filter_log(row, CaseFilter()), "arrival")
    assert len(chart.rows) <= ROWS
    assert DOTS * 0.9 < chart.counts.sum() <= DOTS
    assert (chart.rows[0].case_id, chart.rows[-1].case_id) == ("0", "2499")
    between = np.diff([int(line.case_id) for line in chart.rows])
    assert between.max() - between.min() <= 1
    answer = text(cast.browser(alice).get(page("dotted_chart", row)))
    assert "of 2,500 deals are drawn, an even sample of all" in answer


def test_rare_steps_share_a_colour() -> None:
    chart = queries.dotted_chart_of(
        queries.filter_log(ready_log(_log_of(3, 12)), CaseFilter()), "arrival"
    )
    assert (len(chart.steps), chart.steps[-1], chart.rare) == (10, "", 3)
    assert chart.frequencies.tolist() == [*[3] * 9, 9]


def test_the_page_says_that_a_very_long_deal_is_cut(alice: Person) -> None:
    row = ready_log(_log_of(1, LONGEST + 50))
    chart = queries.dotted_chart_of(queries.filter_log(row, CaseFilter()), "arrival")
    assert chart.counts.tolist() == [LONGEST]
    answer = text(cast.browser(alice).get(page("dotted_chart", row)))
    assert f"Only the first {LONGEST} events of 1 deal are drawn" in answer


def test_how_long_deals_last_is_said_of_enough_deals(alice: Person) -> None:
    client = cast.browser(alice)
    assert "5 deals are too few" in text(client.get(page("dotted_chart", ready_log())))
    assert "Half of the deals last 4 h at most" in text(
        client.get(page("dotted_chart", ready_log(_log_of(20, 5), name="Many")))
    )


def test_a_filter_that_leaves_nothing_says_so(alice: Person) -> None:
    answer = cast.browser(alice).get(page("dotted_chart", ready_log(), since="2099-01-01"))
    assert "No deals match" in text(answer)


def test_the_table_holds_all_deals(alice: Person) -> None:
    chart = rows(cast.browser(alice).get(page("dotted_chart_table", ready_log(), order="duration")))
    assert [(line[0], line[2], line[3], line[4]) for line in chart[:2]] == [
        ("D", 22, 4, "Open"),
        ("B", 7, 3, "Lost"),
    ]


@pytest.mark.parametrize("role", ["closer", "marketer", "head_of_sales"])
def test_who_may_look(house: None, role: str) -> None:
    client, row = cast.browser(cast.person("Rita Reader", role)), ready_log()
    for name in ("dotted_chart", "dotted_chart_table"):
        answer = client.get(page(name, row))
        b"".join(answer.streaming_content if answer.streaming else ())
        assert (answer.status_code == 200) == (role in SEE), name


def test_the_page_takes_few_statements(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), ready_log()
    with django_assert_max_num_queries(4):
        client.get(page("dotted_chart", row))
