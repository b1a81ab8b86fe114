"""Each filter leaves the right deals, and filters combine."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.history.domain.filtering import CaseFilter, apply_filter
from pipeloop.history.forms import case_filter_of, filter_chips
from pipeloop.history.queries.discovery.variants import key_of
from tests.engine.mining.logs import log_of
from tests.history.logs import sales

MOSCOW = ZoneInfo("Europe/Moscow")


def names_left(query: str) -> str:
    """Names of the deals that the filters of an address leave."""
    log = apply_filter(sales(), case_filter_of(QueryDict(query)), MOSCOW)
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
def test_a_filter_leaves_the_right_deals(query: str, deals: str) -> None:
    assert names_left(query) == deals


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
def test_an_invalid_value_filters_nothing(query: str) -> None:
    assert not case_filter_of(QueryDict(query))
    assert names_left(query) == "ABCDE"


def test_the_days_of_a_period_are_those_of_the_time_zone() -> None:
    log = sales()
    since_tuesday = CaseFilter(since=date(2026, 3, 3))
    assert apply_filter(log, since_tuesday, ZoneInfo("Pacific/Auckland")).case_count == 4
    # The first deal arrived on Monday there as well.
    until_monday = CaseFilter(until=date(2026, 3, 2))
    assert apply_filter(log, until_monday, ZoneInfo("Pacific/Kiritimati")).case_count == 1


def test_a_variant_is_filtered_by_its_key() -> None:
    log = log_of("abc", "acb", "abc")
    counted = variants(log)
    for key, count in ((key_of(counted, 0), 2), (key_of(counted, 1), 1), ("0" * 32, 0)):
        case_filter = case_filter_of(QueryDict(f"path={key}"))
        assert apply_filter(log, case_filter, MOSCOW).case_count == count


def test_each_part_of_a_filter_can_be_removed_alone() -> None:
    query = QueryDict(
        "since=2026-03-03&passes=Call&passes=Offer&is.source=Web&min.amount=5&max.amount=9&page=3"
        "&from=Call&to=Offer&show=0.5"
    )
    chips = {chip.words: chip.query for chip in filter_chips(case_filter_of(query), query)}
    assert list(chips) == [
        "arrived from 3 Mar 2026",
        "through “Call”",
        "through “Offer”",
        "Source: Web",
        "Amount: 5–9",
        "Call → Offer",
    ]
    without_call = QueryDict(chips["through “Call”"])
    assert without_call.getlist("passes") == ["Offer"]
    assert (without_call["show"], "page" in without_call) == ("0.5", False)
    assert "amount" not in chips["Amount: 5–9"]
    assert not {"from", "to"} & QueryDict(chips["Call → Offer"]).keys()
    for text in chips.values():
        shorter = QueryDict(text)
        assert len(filter_chips(case_filter_of(shorter), shorter)) == 5
