"""Dots: deals as rows, events as dots, an even part of many."""

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
from pipeloop.history.queries.dots import DOTS, LONGEST, ROWS
from tests import cast
from tests.history.kept import MONDAY, kept
from tests.history.test_pages import SEE, page, rows, text

pytestmark = pytest.mark.django_db
DAY_MIN = 24 * 60


def _many(deals: int, events: int, steps: int = 12) -> EventLog:
    """So many deals of so many events, an hour apart."""
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
    told = answer.content.decode().split('id="dots-picture" type="application/json">')[1]
    return json.loads(told.split("</script>")[0])


def test_rows_come_in_order_of_arrival_or_the_longest_first(alice: Person) -> None:
    client, row = cast.browser(alice), kept()
    assert _picture(client.get(page("dots", row)))["names"] == list("ABCDE")
    found = _picture(client.get(page("dots", row, order="duration", view="since")))
    assert (found["names"], found["since"]) == (list("DBACE"), True)


def test_dots_tell_the_minutes_between_them(alice: Person) -> None:
    found = _picture(cast.browser(alice).get(page("dots", kept())))
    assert found["counts"] == [3, 3, 3, 4, 2]
    assert found["minutes"][:3] == [0, DAY_MIN, 2 * DAY_MIN]
    assert found["minutes"][3:6] == [0, 3 * DAY_MIN, 4 * DAY_MIN]
    # Noon in Moscow, where the log is at home.
    assert found["began"][0] % DAY_MIN == 12 * 60
    assert [found["steps"][colour] for colour in found["colours"][:3]] == ["Call", "Offer", "Won"]


def test_of_many_deals_an_even_part_is_drawn(alice: Person) -> None:
    row = kept(_many(2_500, 20))
    found = queries.dots_of(queries.slice_of(row, CaseFilter()), "arrival")
    assert len(found.rows) <= ROWS
    assert DOTS * 0.9 < found.counts.sum() <= DOTS
    assert (found.rows[0].case_id, found.rows[-1].case_id) == ("0", "2499")
    between = np.diff([int(line.case_id) for line in found.rows])
    assert between.max() - between.min() <= 1
    answer = text(cast.browser(alice).get(page("dots", row)))
    assert "of 2,500 deals are drawn, evenly taken from all" in answer


def test_rare_steps_share_a_colour() -> None:
    found = queries.dots_of(queries.slice_of(kept(_many(3, 12)), CaseFilter()), "arrival")
    assert (len(found.steps), found.steps[-1], found.rare) == (10, "", 3)
    assert found.often.tolist() == [*[3] * 9, 9]


def test_a_very_long_deal_is_cut_and_said_so(alice: Person) -> None:
    row = kept(_many(1, LONGEST + 50))
    assert queries.dots_of(queries.slice_of(row, CaseFilter()), "arrival").counts.tolist() == [
        LONGEST
    ]
    answer = text(cast.browser(alice).get(page("dots", row)))
    assert f"only the first {LONGEST} events are drawn" in answer


def test_how_long_deals_last_is_told_of_enough_of_them(alice: Person) -> None:
    client = cast.browser(alice)
    assert "5 deals are too few" in text(client.get(page("dots", kept())))
    assert "Half of the deals last 4 h at most" in text(
        client.get(page("dots", kept(_many(20, 5), name="Many")))
    )


def test_an_empty_choice_says_so(alice: Person) -> None:
    answer = cast.browser(alice).get(page("dots", kept(), since="2099-01-01"))
    assert "No deals are left" in text(answer)


def test_the_table_holds_all_deals(alice: Person) -> None:
    found = rows(cast.browser(alice).get(page("dots_table", kept(), order="duration")))
    assert [(line[0], line[2], line[3], line[4]) for line in found[:2]] == [
        ("D", 22, 4, "Open"),
        ("B", 7, 3, "Lost"),
    ]


@pytest.mark.parametrize("role", ["closer", "marketer", "head_of_sales"])
def test_who_may_look(house: None, role: str) -> None:
    client, row = cast.browser(cast.person("Rita Reader", role)), kept()
    for name in ("dots", "dots_table"):
        answer = client.get(page(name, row))
        b"".join(answer.streaming_content if answer.streaming else ())
        assert (answer.status_code == 200) == (role in SEE), name


def test_the_database_is_asked_little(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), kept()
    with django_assert_max_num_queries(4):
        client.get(page("dots", row))
