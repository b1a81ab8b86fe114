from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import add
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.load import load
from tests.engine.logs import START, Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_summary

HOUR, DAY = 3600, 86_400
MOSCOW = ZoneInfo("Europe/Moscow")
LOG = log_of([
    # From Thursday the 1st of January 2026, 03:00 in Moscow.
    ("a", "A", 0, "ann"), ("a", "B", 30 * 60, "ann"), ("a", "C", 6 * HOUR, "bob"),
    ("b", "A", 3 * DAY + 20 * HOUR, "ann"), ("b", "B", 3 * DAY + 21 * HOUR, "ann"),
    ("c", "A", 14 * DAY, "ann"),
])  # fmt: skip
ANN, BOB = 1, 2
THURSDAY, SUNDAY, MONDAY = 3, 6, 0


def test_events_are_counted_by_the_hour_and_the_weekday_of_the_place() -> None:
    found = load(LOG, MOSCOW).by_hour
    assert found[ANN, THURSDAY, 3] == 3
    assert found[BOB, THURSDAY, 9] == 1
    # An hour apart, and on two days and in two weeks.
    assert (found[ANN, SUNDAY, 23], found[ANN, MONDAY, 0]) == (1, 1)
    assert found.sum() == 6


def test_weeks_begin_on_monday_and_tell_of_cases_too() -> None:
    found = load(LOG, MOSCOW)
    assert found.mondays.astype(str).tolist() == ["2025-12-29", "2026-01-05", "2026-01-12"]
    assert found.by_week[ANN].tolist() == [3, 1, 1]
    assert found.cases[ANN].tolist() == [2, 1, 1]
    assert found.cases[BOB].tolist() == [1, 0, 0]


def test_hours_change_with_the_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    sunday = int(datetime(2026, 3, 29, 0, 30, tzinfo=UTC).timestamp()) - START
    log = log_of([("a", "A", sunday), ("a", "B", sunday + HOUR)])
    assert np.argwhere(load(log, berlin).by_hour[0]).tolist() == [[6, 1], [6, 3]]


def test_a_log_of_nothing_is_no_load() -> None:
    found = load(log_of([], resources=("", "ann")), MOSCOW)
    assert found.by_hour.shape == (2, 7, 24)
    assert found.by_week.shape == found.cases.shape == (2, 0)
    assert same_summary(found + found, found)


@given(rows(), st.sampled_from(["Europe/Moscow", "America/New_York", "Asia/Kathmandu"]))
def test_hours_are_those_that_a_clock_there_shows(found: list[Row], name: str) -> None:
    log, zone = named(found), ZoneInfo(name)
    wanted: Counter[tuple[str, int, int]] = Counter()
    begin = datetime.fromtimestamp(START, UTC)
    for case in listed(log).values():
        for _step, second, who in case:
            shown = (begin + timedelta(seconds=second)).astimezone(zone)
            wanted[who, shown.weekday(), shown.hour] += 1
    told = load(log, zone).by_hour
    for (who, weekday, hour), count in wanted.items():
        assert told[log.resources.index(who), weekday, hour] == count
    assert told.sum() == wanted.total()


@given(rows(), st.integers(1, 4))
def test_loads_of_any_parts_add_up_to_that_of_the_whole(found: list[Row], parts: int) -> None:
    log = named(found)
    summed = reduce(add, (load(part, MOSCOW) for part in split(log, parts)))
    assert same_summary(summed, load(log, MOSCOW))
