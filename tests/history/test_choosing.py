"""Each filter leaves the deals that it says, and they narrow together."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.history.domain.filtering import CaseFilter, chosen
from pipeloop.history.forms import chips, choice_of
from pipeloop.history.queries.variants import key_of
from tests.engine.mining.logs import log_of
from tests.history.kept import sales

MOSCOW = ZoneInfo("Europe/Moscow")


def left(query: str) -> str:
    """Names of the deals that the filters of an address leave."""
    log = chosen(sales(), choice_of(QueryDict(query)), MOSCOW)
    return "".join(log.case_id(case) for case in range(log.case_count))


@pytest.mark.parametrize(
    ("query", "deals"),
    [
        ("", "ABCDE"),
        ("since=2026-03-04", "CDE"),
        ("until=2026-03-03", "AB"),
        ("since=2026-03-03&until=2026-03-05", "BCD"),
        ("outcome=won", "AC"),
        ("outcome=lost", "BE"),
        ("outcome=open", "D"),
        ("longer=2", "ABD"),
        ("longer=2.9", "ABD"),
        ("longer=3", "BD"),
        ("passes=Offer", "ABCD"),
        ("passes=Offer&passes=Lost", "B"),
        ("avoids=Offer", "E"),
        ("avoids=Won&avoids=Lost", "D"),
        ("person=Ann", "ABC"),
        ("person=Ann&person=Cid", "ABCD"),
        ("is.source=Web", "AB"),
        ("is.source=Web&is.source=Fair", "ABCE"),
        ("min.amount=100", "ABC"),
        ("max.amount=100", "AE"),
        ("min.amount=100&max.amount=250", "AB"),
        ("from=Offer&to=Call", "D"),
        ("from=Call&to=Lost", "E"),
        ("is.source=Fair&outcome=won", "C"),
        ("passes=No+such+step", ""),
        ("from=Offer&to=Nowhere", ""),
        ("person=Nobody", ""),
        ("is.colour=red", ""),
        ("min.size=1", ""),
    ],
)
def test_a_filter_leaves_the_deals_it_says(query: str, deals: str) -> None:
    assert left(query) == deals


@pytest.mark.parametrize(
    "query",
    [
        "since=tomorrow",
        "outcome=perhaps",
        "longer=-1",
        "longer=nan",
        "min.amount=much",
        "max.amount=inf",
        "path=xyz",
        "from=Call",
        "is.=",
        "passes=",
        "min.",
    ],
)
def test_what_is_mistyped_narrows_nothing(query: str) -> None:
    assert not choice_of(QueryDict(query))
    assert left(query) == "ABCDE"


def test_a_period_goes_by_the_clock_of_the_log() -> None:
    log = sales()
    early = chosen(log, CaseFilter(since=date(2026, 3, 3)), ZoneInfo("Pacific/Auckland"))
    assert early.case_count == 4
    # On Monday at nine in the evening there, the day in Moscow is still Monday.
    assert (
        chosen(log, CaseFilter(until=date(2026, 3, 2)), ZoneInfo("Pacific/Kiritimati")).case_count
        == 1
    )


def test_a_path_is_chosen_by_its_key() -> None:
    log = log_of("abc", "acb", "abc")
    found = variants(log)
    assert chosen(log, choice_of(QueryDict(f"path={key_of(found, 0)}")), MOSCOW).case_count == 2
    assert chosen(log, choice_of(QueryDict(f"path={key_of(found, 1)}")), MOSCOW).case_count == 1
    assert chosen(log, choice_of(QueryDict(f"path={'0' * 32}")), MOSCOW).case_count == 0


def test_each_part_of_a_choice_is_taken_away_alone() -> None:
    query = QueryDict(
        "since=2026-03-03&passes=Call&passes=Offer&is.source=Web&min.amount=5&max.amount=9&page=3"
        "&from=Call&to=Offer&show=0.5"
    )
    told = {chip.words: chip.query for chip in chips(choice_of(query), query)}
    assert list(told) == [
        "arrived from 3 Mar 2026",
        "through “Call”",
        "through “Offer”",
        "Source: Web",
        "Amount: 5–9",
        "Call → Offer",
    ]
    rest = QueryDict(told["through “Call”"])
    assert rest.getlist("passes") == ["Offer"]
    assert (rest["show"], "page" in rest) == ("0.5", False)
    assert "amount" not in told["Amount: 5–9"]
    assert not {"from", "to"} & QueryDict(told["Call → Offer"]).keys()
    for query_left in told.values():
        assert len(chips(choice_of(QueryDict(query_left)), QueryDict(query_left))) == 5
