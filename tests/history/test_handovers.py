"""Handovers of work: who passes deals to whom, how often and how long deals wait."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.core.errors import NotFound
from pipeloop.engine.localtime import DAY_S
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.queries import HandoverReport
from tests import cast
from tests.engine.logs import log_of
from tests.history.logs import ready_log
from tests.history.test_pages import PART, SEE, page, rows, text

pytestmark = pytest.mark.django_db


def _counts(report: HandoverReport) -> dict[tuple[str, str], int]:
    return {report.names_of(pair): pair.count for pair in report.pairs}


def test_people_hand_over_whatever_their_role() -> None:
    report = queries.handovers_of(queries.filter_log(ready_log(), CaseFilter()))
    assert _counts(report) == {("Ann", "Bob"): 2, ("Ann", "Cid"): 1}
    assert report.changed_hands == (3, 5)
    assert report.seconds == 5 * DAY_S
    assert report.costliest is not None
    assert report.names_of(report.costliest) == ("Ann", "Bob")


def test_roles_hand_over_too() -> None:
    report = queries.handovers_of(queries.filter_log(ready_log(), CaseFilter()), roles=True)
    assert _counts(report) == {("Hunter", "Closer"): 2, ("Closer", "Closer"): 1}


def test_those_who_hand_over_rarely_are_shown_together() -> None:
    filtered = queries.filter_log(ready_log(), CaseFilter())
    report = queries.handovers_of(filtered, most=1)
    assert report.names == ("Ann", "*")
    assert _counts(report) == {("Ann", "*"): 3}
    assert report.folded == 2
    assert queries.handover_deals(filtered, "Ann", "*", most=1).count == 3


def test_the_deals_of_a_pair_are_listed_the_longest_wait_first() -> None:
    filtered = queries.filter_log(ready_log(), CaseFilter())
    deals = queries.handover_deals(filtered, "Ann", "Bob")
    assert [(line.case_id, line.seconds) for line in deals.lines()] == [
        ("B", 3 * DAY_S),
        ("A", DAY_S),
    ]
    with pytest.raises(NotFound):
        queries.handover_deals(filtered, "Ann", "Zoe")


def test_the_matrix_leads_to_the_deals(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    assert "giver=Ann&taker=Bob" in text(client.get(page("handovers", row)))
    address = page("handover_deals", row, giver="Ann", taker="Bob")
    for headers in (PART, {}):
        content = text(client.get(address, headers=headers))
        assert "Ann → Bob" in content
        assert content.index('<th scope="row">B<') < content.index('<th scope="row">A<')


def test_few_deals_have_no_shares(alice: Person) -> None:
    content = text(cast.browser(alice).get(page("handovers", ready_log())))
    assert "5 deals are too few for shares." in content
    assert "confidence interval" not in content


def test_people_who_are_not_known_are_passed_over_and_counted(alice: Person) -> None:
    steps = ("Lead", "Call", "Offer", "Won")
    events = [("a", step, n, who) for n, (step, who) in enumerate(zip(steps, "A  B", strict=True))]
    log = log_of([(case, step, n, who.strip()) for case, step, n, who in events])
    row = ready_log(log)
    report = queries.handovers_of(queries.filter_log(row, CaseFilter()))
    assert _counts(report) == {("A", "B"): 1}
    assert report.unknown_events == 2
    content = text(cast.browser(alice).get(page("handovers", row)))
    assert "2 events by unknown people are left out." in content


def test_every_option_gives_a_page(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    for options in ({"view": "time"}, {"show": "roles"}, {"show": "more"}, {"show": "nonsense"}):
        assert client.get(page("handovers", row, **options)).status_code == 200
    for order in ("from", "-to", "count", "-cases", "median", "-p90", "-all", "nonsense"):
        assert client.get(page("handovers", row, order=order)).status_code == 200


def test_the_page_says_that_no_deal_changes_hands(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    assert "No deal changes hands" in text(client.get(page("handovers", row, avoids="Offer")))
    assert "No deals match" in text(client.get(page("handovers", row, since="2099-01-01")))


def test_tables_hold_all(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    table = rows(client.get(page("handovers_table", row)))
    assert [line[:4] for line in table] == [("Ann", "Bob", 2, 2), ("Ann", "Cid", 1, 1)]
    table = rows(client.get(page("handover_deals_table", row, giver="Ann", taker="Bob")))
    assert [line[:3] for line in table] == [("B", 3, 7), ("A", 1, 3)]


@pytest.mark.parametrize("role", ["closer", "marketer", "head_of_sales"])
def test_who_may_look(house: None, role: str) -> None:
    client, row = cast.browser(cast.person("Rita Reader", role)), ready_log()
    for name in ("handovers", "handovers_table", "handover_deals", "handover_deals_table"):
        answer = client.get(page(name, row, giver="Ann", taker="Bob"))
        b"".join(answer.streaming_content if answer.streaming else ())
        assert (answer.status_code == 200) == (role in SEE), name


def test_the_page_takes_few_statements(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), ready_log()
    with django_assert_max_num_queries(4):
        client.get(page("handovers", row))
