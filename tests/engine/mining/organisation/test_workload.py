from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import add
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.case_arrays import last_second
from pipeloop.engine.mining.organisation.workload import Workload, workload
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


def load_of_closed(log: EventLog, zone: ZoneInfo = MOSCOW) -> Workload:
    """The load of a log in which every case is closed by its end."""
    return workload(log, zone, ended=np.ones(log.case_count, np.bool_), now=last_second(log))


def test_events_are_counted_by_the_hour_and_the_weekday_of_the_place() -> None:
    summary = load_of_closed(LOG).by_hour
    assert summary[ANN, THURSDAY, 3] == 3
    assert summary[BOB, THURSDAY, 9] == 1
    # An hour apart, and on two days and in two weeks.
    assert (summary[ANN, SUNDAY, 23], summary[ANN, MONDAY, 0]) == (1, 1)
    assert summary.sum() == 6


def test_weeks_begin_on_monday() -> None:
    summary = load_of_closed(LOG)
    assert summary.mondays.astype(str).tolist() == ["2025-12-29", "2026-01-05", "2026-01-12"]
    assert summary.by_week[ANN].tolist() == [3, 1, 1]


def test_a_case_is_the_work_of_a_person_until_the_next_event_or_until_now() -> None:
    ended = np.array([False, True, True])
    summary = workload(LOG, MOSCOW, ended=ended, now=21 * DAY)
    # Hers: a and b in the first week, b in the second, c in the third, then nothing.
    assert summary.in_progress[ANN].tolist() == [2, 1, 1, 0]
    # Bob took over the first case, which is still open.
    assert summary.in_progress[BOB].tolist() == [1, 1, 1, 1]
    with pytest.raises(ValueError, match="each case"):
        workload(LOG, MOSCOW, ended=ended[:1], now=21 * DAY)


def test_hours_change_with_the_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    sunday = int(datetime(2026, 3, 29, 0, 30, tzinfo=UTC).timestamp()) - START
    log = log_of([("a", "A", sunday), ("a", "B", sunday + HOUR)])
    assert np.argwhere(load_of_closed(log, berlin).by_hour[0]).tolist() == [[6, 1], [6, 3]]


def test_a_log_without_events_has_no_load() -> None:
    summary = load_of_closed(log_of([], resources=("", "ann")))
    assert summary.by_hour.shape == (2, 7, 24)
    assert summary.by_week.shape == summary.in_progress.shape == (2, 0)
    assert same_summary(summary + summary, summary)


@given(rows(), st.sampled_from(["Europe/Moscow", "America/New_York", "Asia/Kathmandu"]))
def test_hours_are_those_that_a_clock_there_shows(events: list[Row], name: str) -> None:
    log, zone = named(events), ZoneInfo(name)
    expected: Counter[tuple[str, int, int]] = Counter()
    begin = datetime.fromtimestamp(START, UTC)
    for case in listed(log).values():
        for _step, second, who in case:
            shown = (begin + timedelta(seconds=second)).astimezone(zone)
            expected[who, shown.weekday(), shown.hour] += 1
    counted = load_of_closed(log, zone).by_hour
    for (who, weekday, hour), count in expected.items():
        assert counted[log.resources.index(who), weekday, hour] == count
    assert counted.sum() == expected.total()


@given(rows(), st.integers(1, 4), st.integers(0, 99))
def test_loads_of_any_parts_add_up_to_that_of_the_whole(
    events: list[Row], parts: int, seed: int
) -> None:
    log = named(events)
    ended = np.random.default_rng(seed).random(log.case_count) < 0.5
    summed = [
        workload(part, MOSCOW, ended=ended[place::parts], now=10**6)
        for place, part in enumerate(split(log, parts))
    ]
    assert same_summary(reduce(add, summed), workload(log, MOSCOW, ended=ended, now=10**6))


@given(rows())
def test_a_case_is_the_work_of_a_person_in_every_week_in_which_they_act(events: list[Row]) -> None:
    counted = load_of_closed(named(events))
    assert ((counted.in_progress > 0) >= (counted.by_week > 0)).all()
