"""Hand-offs: who hands over to whom, how often and how long deals wait."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.core.errors import NotFound
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries import Handoffs
from tests import cast
from tests.history.kept import kept
from tests.history.test_pages import PART, SEE, page, rows, text

pytestmark = pytest.mark.django_db
DAY = 86_400


def _pairs(found: Handoffs) -> dict[tuple[str, str], int]:
    return {found.between(one): one.count for one in found.pairs}


def test_people_hand_over_whatever_their_role() -> None:
    found = queries.handoffs_of(queries.slice_of(kept(), CaseFilter()))
    assert _pairs(found) == {("Ann", "Bob"): 2, ("Ann", "Cid"): 1}
    assert found.handed == (3, 5)
    assert found.seconds == 5 * DAY
    assert found.costliest is not None
    assert found.between(found.costliest) == ("Ann", "Bob")


def test_roles_hand_over_too() -> None:
    found = queries.handoffs_of(queries.slice_of(kept(), CaseFilter()), roles=True)
    assert _pairs(found) == {("Hunter", "Closer"): 2, ("Closer", "Closer"): 1}


def test_those_who_hand_over_rarely_are_told_together() -> None:
    part = queries.slice_of(kept(), CaseFilter())
    found = queries.handoffs_of(part, most=1)
    assert found.names == ("Ann", "*")
    assert _pairs(found) == {("Ann", "*"): 3}
    assert found.folded == 2
    assert queries.handed_deals(part, "Ann", "*", most=1).count == 3


def test_the_deals_of_a_pair_are_told_those_that_waited_longest_first() -> None:
    part = queries.slice_of(kept(), CaseFilter())
    found = queries.handed_deals(part, "Ann", "Bob")
    assert [(line.case_id, line.seconds) for line in found.lines()] == [
        ("B", 3 * DAY),
        ("A", DAY),
    ]
    with pytest.raises(NotFound):
        queries.handed_deals(part, "Ann", "Zoe")


def test_the_matrix_leads_to_the_deals(alice: Person) -> None:
    client, row = cast.browser(alice), kept()
    assert "giver=Ann&taker=Bob" in text(client.get(page("handoffs", row)))
    address = page("handed", row, giver="Ann", taker="Bob")
    for headers in (PART, {}):
        found = text(client.get(address, headers=headers))
        assert "Ann → Bob" in found
        assert found.index('<th scope="row">B<') < found.index('<th scope="row">A<')


def test_of_few_deals_no_share_is_told(alice: Person) -> None:
    found = text(cast.browser(alice).get(page("handoffs", kept())))
    assert "5 deals are too few to tell shares." in found
    assert "19 times in 20" not in found


def test_every_look_is_a_page(alice: Person) -> None:
    client, row = cast.browser(alice), kept()
    for look in ({"view": "time"}, {"show": "roles"}, {"show": "more"}, {"show": "nonsense"}):
        assert client.get(page("handoffs", row, **look)).status_code == 200
    for order in ("from", "-to", "count", "-cases", "median", "-p90", "-all", "nonsense"):
        assert client.get(page("handoffs", row, order=order)).status_code == 200


def test_nothing_to_hand_over_is_said(alice: Person) -> None:
    client, row = cast.browser(alice), kept()
    assert "No deal changes hands" in text(client.get(page("handoffs", row, avoids="Offer")))
    assert "No deals are left" in text(client.get(page("handoffs", row, since="2099-01-01")))


def test_tables_hold_all(alice: Person) -> None:
    client, row = cast.browser(alice), kept()
    found = rows(client.get(page("handoffs_table", row)))
    assert [line[:4] for line in found] == [("Ann", "Bob", 2, 2), ("Ann", "Cid", 1, 1)]
    found = rows(client.get(page("handed_table", row, giver="Ann", taker="Bob")))
    assert [line[:3] for line in found] == [("B", 3, 7), ("A", 1, 3)]


@pytest.mark.parametrize("role", ["closer", "marketer", "head_of_sales"])
def test_who_may_look(house: None, role: str) -> None:
    client, row = cast.browser(cast.person("Rita Reader", role)), kept()
    for name in ("handoffs", "handoffs_table", "handed", "handed_table"):
        answer = client.get(page(name, row, giver="Ann", taker="Bob"))
        b"".join(answer.streaming_content if answer.streaming else ())
        assert (answer.status_code == 200) == (role in SEE), name


def test_the_database_is_asked_little(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), kept()
    with django_assert_max_num_queries(4):
        client.get(page("handoffs", row))
