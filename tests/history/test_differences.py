"""What differs: what won deals and slow deals have that others have not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import EventLog, Labels
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.engine.mining.comparison.features import About
from pipeloop.history import queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.views.differences import words_of
from tests import cast
from tests.engine.logs import log_of
from tests.history.logs import MONDAY, ready_log
from tests.history.test_pages import SEE, page, rows, text

pytestmark = pytest.mark.django_db
DEALS = 240
DAY_S = 86_400


def _closed() -> EventLog:
    """Deals of two sources: of the fair three in four are won, of the web one in four.

    Ann sees every other one through, which changes nothing; those with a demo take four times
    as long; whoever wins passes the contract.
    """
    rows, sources, outcomes = [], [], []
    steps, people = ["Call", "Demo", "Contract", "Closing"], ["", "Ann · Closer", "Bob · Closer"]
    for deal in range(DEALS):
        fair, who = deal % 2, 1 + deal // 2 % 2
        won = deal // 4 % 4 < (3 if fair else 1)
        demo = deal // 16 % 2
        path = [0, *([1] if demo else []), *([2] if won else []), 3]
        last = (10 + deal % 7) * (4 if demo else 1)
        for place, step in enumerate(path):
            at = MONDAY.timestamp() + deal * 60 + DAY_S * last * place / (len(path) - 1)
            rows.append((deal, step, int(at) * MICROSECONDS, who))
        sources.append(1 + fair)
        outcomes.append(1 if won else 2)
    return build(
        *np.array(rows, np.int64).T,
        case_ids=StringArray.of(f"{deal}" for deal in range(DEALS)),
        activities=steps,
        resources=people,
        labels={
            "source": Labels(np.array(sources), ("", "Web", "Fair")),
            "outcome": Labels(np.array(outcomes), ("", "won", "lost")),
            "reason": Labels(np.array(outcomes), ("", "liked it", "too dear")),
        },
        numbers={"amount": np.arange(DEALS) % 11 * 1.0},
    )


def test_what_sets_won_deals_apart_is_found() -> None:
    differences = queries.what_wins(queries.filter_log(ready_log(_closed()), CaseFilter()))
    sure = {words_of(finding): finding for finding in differences.sure}
    assert set(sure) == {"Source: Fair", "Source: Web"}
    assert sure["Source: Fair"].won == (90, 120)
    assert sure["Source: Fair"].others_won == (30, 120)
    unsure = {words_of(finding) for finding in differences.unsure}
    assert "Ann brought the deal to “Call”" in unsure


def test_what_comes_with_the_end_is_no_finding() -> None:
    differences = queries.what_wins(queries.filter_log(ready_log(_closed()), CaseFilter()))
    names = {(finding.about, finding.name) for finding in differences.findings}
    assert (About.STEP, "Contract") not in names
    assert not {"outcome", "reason"} & {name for _about, name in names}


def test_what_sets_slow_deals_apart_is_found() -> None:
    differences = queries.what_slows(queries.filter_log(ready_log(_closed()), CaseFilter()))
    first = differences.sure[0]
    assert (differences.only_won, differences.closed) == (True, 120)
    assert words_of(first) == "Passed “Demo”"
    assert first.ratio.ratio == pytest.approx(4, 0.01)


def _lost_early() -> EventLog:
    """Deals of the web are mostly lost at once; those that are won all take ten days."""
    rows, sources = [], []
    for deal in range(DEALS):
        web, won = deal % 2, deal % 2 == 0 or deal % 8 == 1
        sources.append(1 + web)
        for step, days in (("Call", 0), ("Won" if won else "Lost", 10 + deal % 3 if won else 1)):
            rows.append((f"{deal}", step, days * DAY_S))
    labels = {"source": Labels(np.array(sources), ("", "Fair", "Web"))}
    return replace(log_of(rows), labels=labels)


def test_deals_that_are_lost_early_do_not_look_quick() -> None:
    differences = queries.what_slows(queries.filter_log(ready_log(_lost_early()), CaseFilter()))
    assert (differences.only_won, differences.closed) == (True, 150)
    assert {words_of(finding) for finding in differences.unsure} == {"Source: Fair", "Source: Web"}


def test_where_no_deal_is_known_as_won_all_that_are_over_are_compared(alice: Person) -> None:
    row = ready_log(_lost_early())
    part = queries.filter_log(row, CaseFilter(outcome="lost"))
    assert queries.what_slows(part).only_won is False
    assert queries.what_slows(part).closed == 90
    shown = text(cast.browser(alice).get(page("differences", row, view="time", outcome="lost")))
    assert "No deal is known to be won: all closed deals are compared." in shown


def test_findings_lead_to_their_deals_and_the_others_are_folded(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log(_closed())
    html = text(client.get(page("differences", row)))
    assert f'href="{page("map", row)}?is.source=Fair"' in html
    assert "Deals are won most often when: Source: Fair (75%, otherwise 25%)." in html
    sure, unsure = html.split('<details class="differ-more">')
    assert "Ann brought the deal to “Call”" in unsure
    assert "among deals that reached “Call”" in unsure
    assert "Ann brought" not in sure.split("<tbody>")[1]
    assert "not distinguishable from chance" in unsure
    assert "120 of 240 deals" in text(client.get(f"{page('map', row)}?is.source=Fair"))


def test_slow_deals_are_shown_by_their_medians(alice: Person) -> None:
    html = text(cast.browser(alice).get(page("differences", ready_log(_closed()), view="time")))
    assert "Deals take longest when: Passed “Demo” (median 52 days, otherwise" in html
    assert "Only won deals are compared" in html
    assert "passes=Demo" in html


def test_of_too_few_deals_the_page_says_so(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    for view in ("", "time"):
        html = text(client.get(page("differences", row, view=view)))
        assert "Too few closed deals" in html
        assert "At least 60 are needed" in html
    assert "No deals match" in text(client.get(page("differences", row, since="2099-01-01")))


def test_a_log_without_outcomes_says_so(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log()
    html = text(client.get(page("differences", row, avoids=["Won", "Lost"])))
    assert "It is not known how deals ended" in html


def test_the_table_holds_all_that_was_compared(alice: Person) -> None:
    client, row = cast.browser(alice), ready_log(_closed())
    table = rows(client.get(page("differences_table", row)))
    assert table[0][1:6] in (("among all", 120, 75, 25, 50), ("among all", 120, 25, 75, -50))
    assert {line[-1] for line in table} == {"yes", "no"}
    slow = rows(client.get(page("differences_table", row, view="time")))
    assert slow[0][0] == "Passed “Demo”"


@pytest.mark.parametrize("role", ["closer", "marketer", "head_of_sales"])
def test_who_may_look(house: None, role: str) -> None:
    client, row = cast.browser(cast.person("Rita Reader", role)), ready_log()
    for name in ("differences", "differences_table"):
        answer = client.get(page(name, row))
        b"".join(answer.streaming_content if answer.streaming else ())
        assert (answer.status_code == 200) == (role in SEE), name


def test_the_database_is_asked_little(
    alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = cast.browser(alice), ready_log()
    with django_assert_max_num_queries(4):
        client.get(page("differences", row))


def test_a_log_of_which_nothing_splits_the_deals_says_so(alice: Person) -> None:
    events = [
        (f"d{n}", step, 60 * at) for n in range(80) for at, step in enumerate(("Call", "Won"))
    ]
    client, row = cast.browser(alice), ready_log(log_of(events))
    for view in ("", "time"):
        html = text(client.get(page("differences", row, view=view)))
        assert "Nothing to compare" in html
        assert "things were compared" not in html
