"""From what a system wrote down to the changes of each deal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeloop.exchange.connectors.amocrm.parsing import read as read_amocrm
from pipeloop.exchange.connectors.amocrm.parsing import record
from pipeloop.exchange.connectors.deal_history import (
    Change,
    Deal,
    Move,
    Names,
    SourceData,
    StageName,
)
from pipeloop.exchange.connectors.reconstruction import reconstruct
from pipeloop.exchange.connectors.records import group_by_kind

DAY = timedelta(days=1)
T = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
STAGES = {
    ("p", "new"): StageName("New"),
    ("p", "demo"): StageName("Demo"),
    ("p", "won"): StageName("Won", "S"),
    ("q", "start"): StageName("Start"),
}


def reconstructed(*moves: Move, **deal: Any) -> list[tuple[Any, ...]]:
    """Kind, from, to, semantic of each change of deal 1; and days since its creation."""
    known = {"1": Deal("1", **deal)} if deal else {}
    history = reconstruct(SourceData(known, moves, Names(stages=STAGES)))
    assert [change.seq for change in history.changes] == list(range(1, len(history.changes) + 1))
    return [_plain(change) for change in history.changes]


def _plain(change: Change) -> tuple[Any, ...]:
    days = (change.at - T) / DAY
    return change.kind, change.stage_from, change.stage_to, change.semantic, days


def to(stage: str, days: float = 0, pipeline: str = "p", **more: Any) -> Move:
    return Move("1", T + days * DAY, pipeline=pipeline, stage=stage, **more)


def test_the_stage_before_is_that_of_the_row_before() -> None:
    assert reconstructed(to("demo", 1), to("new", 0, is_creation=True), to("won", 2)) == [
        ("create", "", "new", "P", 0),
        ("move", "new", "demo", "P", 1),
        ("close", "demo", "won", "S", 2),
    ]


def test_a_creation_that_is_missing_comes_from_the_deal() -> None:
    assert reconstructed(to("demo", 3, stage_from="new", pipeline_from="p"), created_at=T) == [
        ("create", "", "new", "P", 0),
        ("move", "new", "demo", "P", 3),
    ]


def test_a_deal_that_never_moved_is_where_it_was_created() -> None:
    assert reconstructed(created_at=T, pipeline="p", stage="new") == [("create", "", "new", "P", 0)]


def test_a_history_that_begins_later_than_its_deal_does_not_say_where_it_was_created() -> None:
    assert reconstructed(to("demo", 5), created_at=T) == [
        ("create", "", "", "", 0),
        ("move", "", "demo", "P", 5),
    ]


def test_a_history_that_begins_with_its_deal_makes_it_once() -> None:
    seconds = 20 / 86_400
    assert reconstructed(to("new", seconds), created_at=T) == [("create", "", "new", "P", seconds)]


def test_an_end_that_is_missing_comes_from_the_deal() -> None:
    closed = {"created_at": T, "closed_at": T + 4 * DAY, "outcome": "F"}
    assert reconstructed(to("demo", 1, stage_from="new"), **closed) == [
        ("create", "", "new", "P", 0),
        ("move", "new", "demo", "P", 1),
        ("close", "demo", "", "F", 4),
    ]


def test_an_end_that_is_there_is_not_added_twice() -> None:
    closed = {"created_at": T, "closed_at": T + 9 * DAY, "outcome": "S"}
    rows = reconstructed(to("new", 0, is_creation=True), to("won", 2), **closed)
    assert [row[0] for row in rows] == ["create", "close"]


def test_no_deal_ends_before_its_last_change() -> None:
    closed = {"created_at": T, "closed_at": T + DAY, "outcome": "S"}
    assert reconstructed(to("demo", 3, stage_from="new"), **closed)[-1][4] == 3


def test_equal_stages_in_a_row_are_one() -> None:
    rows = reconstructed(
        to("new", 0, is_creation=True), to("new", 1), to("demo", 2), to("demo", 3), to("new", 4)
    )
    assert [row[2] for row in rows] == ["new", "demo", "new"]


def test_another_pipeline_is_a_change_of_its_own_kind() -> None:
    rows = reconstructed(to("new", 0, is_creation=True), to("start", 1, pipeline="q"))
    assert rows[1] == ("pipeline", "new", "start", "P", 1)


def test_a_deal_won_on_its_stage_and_opened_again() -> None:
    def status(semantic: str, days: float) -> Move:
        return Move("1", T + days * DAY, semantic=semantic)

    moves = (status("S", 1), status("P", 2), status("F", 3))
    assert reconstructed(*moves, created_at=T, pipeline="p", stage="demo") == [
        ("create", "", "demo", "P", 0),
        ("close", "demo", "", "S", 1),
        ("move", "", "demo", "P", 2),
        ("close", "demo", "", "F", 3),
    ]


def test_of_simultaneous_changes_each_follows_the_one_before() -> None:
    steps = (
        to("demo", 1, stage_from="new", order=(0, "z")),
        to("won", 1, stage_from="demo", order=(0, "a")),
    )
    rows = reconstructed(*steps, created_at=T)
    assert [row[2] for row in rows] == ["new", "demo", "won"]


def test_a_new_owner_is_a_change_and_the_first_one_is_not() -> None:
    def given(owner: str, days: float) -> Move:
        return Move("1", T + days * DAY, (2, ""), owner=owner)

    rows = reconstructed(
        to("new", 0, is_creation=True), given("a", 0), given("b", 2), to("demo", 3)
    )
    assert [row[0] for row in rows] == ["create", "owner", "move"]
    assert rows[1] == ("owner", "new", "new", "P", 2)


def test_a_change_of_an_unknown_deal_is_kept() -> None:
    history = reconstruct(SourceData({}, (to("demo", 1),), Names(stages=STAGES)))
    assert history.deals.keys() == {"1"}
    assert [change.kind for change in history.changes] == ["create"]


def event(**changes: Any) -> dict[str, Any]:
    """An event of amoCRM."""
    known = {
        "id": "01e",
        "type": "lead_status_changed",
        "entity_id": 1,
        "entity_type": "lead",
        "created_by": 7,
        "created_at": int(T.timestamp()),
        "value_before": [{"lead_status": {"id": 5, "pipeline_id": 3}}],
        "value_after": [{"lead_status": {"id": 142, "pipeline_id": 3}}],
    }
    return known | changes


def test_won_and_lost_of_amocrm_are_known_in_every_pipeline() -> None:
    events = [
        event(),
        event(id="02", entity_id=2, value_after=[{"lead_status": {"id": 143, "pipeline_id": 9}}]),
    ]
    source = read_amocrm(group_by_kind(record("change", one) for one in events))
    assert [(move.pipeline, move.stage, move.semantic) for move in source.moves] == [
        ("3", "142", "S"),
        ("9", "143", "F"),
    ]


@pytest.mark.parametrize("empty", [[], None, [{}], [{"lead_status": None}]])
def test_values_of_amocrm_may_be_empty(empty: Any) -> None:
    source = read_amocrm(group_by_kind([record("change", event(value_before=empty))]))
    assert [move.stage_from for move in source.moves] == [""]
    assert read_amocrm(group_by_kind([record("change", event(value_after=empty))])).moves == ()


def test_a_new_owner_in_amocrm_is_read_and_other_events_are_not() -> None:
    events = [
        event(
            type="entity_responsible_changed",
            value_after=[{"responsible_user": {"id": 8}}],
        ),
        event(id="02", type="sale_field_changed"),
        event(id="03", entity_type="contact", type="entity_responsible_changed"),
    ]
    source = read_amocrm(group_by_kind(record("change", one) for one in events))
    assert [move.owner for move in source.moves] == ["8"]


def test_fields_that_are_not_used_are_not_stored() -> None:
    lead = {"id": 1, "name": "Order", "custom_fields_values": [{"values": ["+7 900"]}], "_links": 1}
    assert record("deal", lead).body == {"id": 1, "name": "Order", "reason": "", "client": ""}
