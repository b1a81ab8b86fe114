"""The steps tab: times, how many come and go, what is done again, times between two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeloop.company.models import Person
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries import Clock, Figure, Slice
from tests import cast
from tests.history.deals import deals
from tests.history.kept import DAY, MONDAY, kept, sales
from tests.history.test_pages import PART, page, rows, text

pytestmark = pytest.mark.django_db
CALENDAR = Clock()
DAY_S = 86_400


@pytest.fixture
def part() -> Slice:
    return queries.slice_of(kept(deals()), CaseFilter())


def test_every_step_says_how_many_came_went_and_stand(part: Slice) -> None:
    found = queries.steps_told(part, CALENDAR)
    assert [(s.name, s.came, s.went, s.standing, s.over) for s in found.lines] == [
        ("Call", 45, 43, 2, 0),
        ("Offer", 39, 36, 3, 3),
    ]
    call, offer = found.lines
    assert call.median_s == pytest.approx(2 * DAY_S, 0.016)
    assert call.mean_s == pytest.approx((39 * 2 + 4 * 6) / 43 * DAY_S)
    assert offer.p90_s == pytest.approx(4 * DAY_S, 0.016)
    assert found.slowest is offer
    assert not found.has_work


def test_waiting_and_work_are_told_where_they_are_known() -> None:
    log = deals()
    log = replace(log, began=np.maximum(log.time - DAY_S // 2, 0))
    found = queries.steps_told(queries.slice_of(kept(log), CaseFilter()), CALENDAR)
    offer = found.lines[1]
    assert found.has_work
    assert (offer.waiting_s, offer.work_s) == (1.5 * DAY_S, 0.5 * DAY_S)


def test_what_is_done_again_and_left_out_is_told(part: Slice) -> None:
    call, offer = queries.returns_of(part)
    assert (call.deals, call.again, call.at_once, call.back) == (41, 4, 0, 4)
    assert call.back_share is not None
    assert call.back_share.share == pytest.approx(4 / 41)
    assert call.back_from == (("Offer", 4),)
    assert (offer.past, offer.skipped) == (35, 0)


def test_a_step_that_is_gone_past_counts_those_that_came_later(part: Slice) -> None:
    """Among the steps alone: who wins without an offer is past it only where a step is later."""
    for kind, name, count in (("again", "Call", 4), ("back", "Call", 4), ("skipped", "Offer", 0)):
        assert queries.deals_behind(part, Figure(kind, name), CALENDAR).count == count


def test_times_between_two_steps_make_a_histogram(part: Slice) -> None:
    found = queries.between_of(part, "Call", "Won", CALENDAR)
    assert found is not None
    assert found.share is not None
    assert (found.count, found.share.share) == (24, pytest.approx(24 / 41))
    assert (found.median_s, found.p90_s) == (6 * DAY_S, 10 * DAY_S)
    assert sum(bar.count for bar in found.bars) + found.longer == 24
    assert [bar.count for bar in found.bars if bar.low_s <= 6 * DAY_S < bar.high_s] == [20]
    assert queries.deals_behind(part, Figure("between", "Call", "Won"), CALENDAR).count == 24
    assert queries.between_of(part, "Call", "Nowhere", CALENDAR) is None


def test_of_too_few_no_time_is_told() -> None:
    few = queries.slice_of(kept(sales()), CaseFilter())
    found = queries.between_of(few, "Call", "Offer", CALENDAR)
    assert found is not None
    assert (found.count, found.median_s, found.share, found.bars) == (4, None, None, ())
    assert all(line.median_s is None for line in queries.steps_told(few, CALENDAR).lines)
    assert all(line.back_share is None for line in queries.returns_of(few))


def test_the_page_says_what_was_found(alice: Person, part: Slice) -> None:
    client = cast.browser(alice)
    found = text(client.get(page("steps", part.row, first="Call", second="Won")))
    assert "Deals stay longest on “Offer”: half of them for more than 4 days" in found
    assert "3 deals stand there now, 3 of them over two medians." in found
    assert "back to “Call”: <b>9.8%</b> of its deals" in found
    assert "half of them within 6 days, nine of ten within 10 days" in found
    few = text(client.get(page("steps", kept(sales()), first="Call", second="Offer")))
    assert "4 deals go this way: too few to tell how long it takes." in few
    assert "Too few moves are seen" in few
    for query in ({"first": "Nowhere"}, {"clock": "work"}, {"since": "2099-01-01"}):
        assert client.get(page("steps", part.row, **query)).status_code == 200


def test_the_steps_are_taken_out_as_a_workbook(alice: Person, part: Slice) -> None:
    found = rows(cast.browser(alice).get(page("steps_table", part.row)))
    assert [line[:5] for line in found] == [("Call", 45, 43, 2, 0), ("Offer", 39, 36, 3, 3)]
    assert found[0][11:14] == (4, 4, pytest.approx(9.76))


def test_the_drawer_tells_the_time_between(alice: Person, part: Slice) -> None:
    query = {"figure": "between", "one": "Call", "two": "Won"}
    client = cast.browser(alice)
    found = text(client.get(page("behind", part.row, **query), headers=PART))
    assert "Call → Won" in found
    assert "24" in found
    first = rows(client.get(page("behind_table", part.row, **query)))[0]
    assert first[0].startswith("B")
    assert (first[1], first[4]) == (10, 10)
    assert first[2].date() == (MONDAY + 0 * DAY).date()
