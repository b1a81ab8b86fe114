from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from pipeloop.engine.eventlog.appending import Appended, append_events
from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import UNKNOWN, EventLog
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.engine.mining.discovery.dfg import discover_dfg
from pipeloop.engine.mining.discovery.variants import variants
from tests.engine.logs import START, Row, listed, log_of, named, rows
from tests.engine.mining.same import same_map, same_variants

CASES, STEPS, PEOPLE = tuple("pqrst"), tuple("ABCD"), ("", *"xy")


def add(log: EventLog, events: list[Row]) -> Appended:
    """Add rows to a log whose codes are those of `named`."""
    return append_events(
        log,
        np.array([CASES.index(row[0]) for row in events], np.int64),
        np.array([STEPS.index(row[1]) for row in events], np.int64),
        np.array([(START + row[2]) * MICROSECONDS for row in events], np.int64),
        np.array([PEOPLE.index(row[3]) for row in events], np.int64),
        case_ids=StringArray.of(CASES),
    )


@given(rows(), rows(most=10), rows(most=10))
def test_adding_events_is_the_same_as_building_with_them(
    old: list[Row], new: list[Row], newest: list[Row]
) -> None:
    appended = add(add(named(old), new).log, newest).log
    assert listed(appended) == listed(named([*old, *new, *newest]))


@given(rows(), rows(most=10))
def test_a_map_is_brought_up_to_date_by_the_cases_that_changed(
    old: list[Row], new: list[Row]
) -> None:
    log = named(old)
    appended = add(log, new)
    updated = discover_dfg(log) - discover_dfg(appended.before) + discover_dfg(appended.after)
    assert same_map(updated, discover_dfg(appended.log))
    assert same_map(updated, discover_dfg(named([*old, *new])))
    assert same_variants(variants(appended.log), variants(named([*old, *new])))


def test_whoever_reads_the_log_before_sees_no_new_event() -> None:
    log = named([("p", "A", 0, "x"), ("q", "B", 1, "")])
    before = listed(log)
    first = add(log, [("p", "C", 2, "y")]).log
    first_listed = listed(first)
    add(first, [("p", "D", 1, "y"), ("r", "A", 5, "")])
    assert listed(log) == before
    assert listed(first) == first_listed


def test_new_cases_and_names_come_behind_the_old_ones() -> None:
    log = log_of([("one", "A", 0, "x")])
    appended = append_events(
        log, np.array([1]), np.array([1]), np.array([(START + 60) * MICROSECONDS]), np.array([2]),
        case_ids=StringArray.of(["one", "two"]), activities=["A", "B"], resources=["", "x", "y"],
    )  # fmt: skip
    assert listed(appended.log) == {"one": [("A", 0, "x")], "two": [("B", 60, "y")]}


def test_a_name_that_the_column_cannot_hold_asks_for_a_new_log() -> None:
    log = log_of([("one", "A", 0)])
    with pytest.raises(ValueError, match="too large"):
        append_events(
            log, np.array([0]), np.array([256]), np.array([START * MICROSECONDS]), np.array([0]),
            case_ids=StringArray.of(["one"]), activities=[str(code) for code in range(257)],
        )  # fmt: skip


def test_when_work_began_is_still_known_of_old_events() -> None:
    log = build(
        np.zeros(2, np.int64), np.zeros(2, np.int64), np.array([10, 20]) * MICROSECONDS,
        began=np.array([4 * MICROSECONDS, UNKNOWN]),
        case_ids=StringArray.of(["one"]), activities=["A"],
    )  # fmt: skip
    appended = append_events(
        log, np.array([0]), np.array([0]), np.array([15 * MICROSECONDS]), np.array([0]),
        case_ids=StringArray.of(["one"]),
    ).log  # fmt: skip
    assert appended.began is not None
    events = slice(appended.low[0], appended.high[0])
    assert (appended.time[events] + appended.start).tolist() == [10, 15, 20]
    assert appended.began[events].tolist() == [4 - appended.start, UNKNOWN, UNKNOWN]
