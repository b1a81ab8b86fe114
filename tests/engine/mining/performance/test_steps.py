from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.eventlog.log import UNKNOWN, EventLog
from pipeloop.engine.mining.performance.steps import steps
from tests.engine.logs import Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_summary

LOG = log_of([
    ("a", "lead", 0), ("a", "offer", 50), ("a", "offer", 60), ("a", "won", 100),
    ("b", "lead", 10), ("b", "offer", 40),
])  # fmt: skip
LEAD, OFFER, WON = range(3)


def with_start_times(log: EventLog, seed: int) -> EventLog:
    """The log with half of its events having begun a while before their end."""
    chance = np.random.default_rng(seed)
    since = np.maximum(log.time - chance.integers(0, 50, len(log.time)), 0).astype(log.time.dtype)
    since[chance.random(len(since)) < 0.5] = UNKNOWN
    return replace(log, began=since)


def test_events_cases_and_last_steps_are_counted() -> None:
    summary = steps(LOG)
    assert summary.events.tolist() == [2, 3, 1]
    assert summary.cases.tolist() == [2, 2, 1]
    assert summary.last.tolist() == [0, 1, 1]


def test_a_step_lasts_until_the_next_event_and_one_still_open_is_not_in_it() -> None:
    summary = steps(LOG)
    assert summary.stay.count.tolist() == [2, 2, 0]
    assert summary.stay.seconds.tolist() == [80, 50, 0]
    assert summary.stay.mean_s[:2].tolist() == [40, 25]
    assert summary.stay.quantile_s(0.5)[:2].tolist() == [40, 25]
    assert summary.since.seconds.tolist() == [0, 90, 40]
    assert np.isnan(summary.stay.mean_s[WON])


def test_waiting_and_work_are_separate_where_it_is_known_when_work_began() -> None:
    # The second offer began before the first was done, so nobody waited for it.
    began = np.array([UNKNOWN, 30, 45, UNKNOWN, 4, 38], np.int32)
    summary = steps(replace(LOG, began=began))
    assert summary.work.count.tolist() == [1, 3, 0]
    assert summary.work.seconds.tolist() == [6, 20 + 15 + 2, 0]
    assert summary.waiting.count.tolist() == [0, 3, 0]
    assert summary.waiting.seconds.tolist() == [0, 30 + 0 + 28, 0]


def test_without_start_times_there_are_no_work_times() -> None:
    summary = steps(LOG)
    assert summary.work.count.tolist() == summary.waiting.count.tolist() == [0, 0, 0]


@given(rows())
def test_quantiles_of_a_stay_are_those_of_all_stays(events: list[Row]) -> None:
    log = named(events)
    summary = steps(log).stay
    for code, name in enumerate(log.activities):
        stays = [
            after[1] - here[1]
            for case in listed(log).values()
            for here, after in pairwise(case)
            if here[0] == name
        ]
        assert summary.count[code] == len(stays)
        if stays:
            expected = np.quantile(stays, 0.9)
            assert summary.quantile_s(0.9)[code] == pytest.approx(expected, rel=0.016)


@given(rows(), st.integers(1, 4), st.integers(0, 99))
def test_steps_of_any_parts_add_up_to_those_of_the_whole(
    events: list[Row], parts: int, seed: int
) -> None:
    log = with_start_times(named(events), seed)
    assert same_summary(reduce(add, map(steps, split(log, parts))), steps(log))


def test_a_log_of_nothing_has_no_steps() -> None:
    assert steps(log_of([])).events.tolist() == []
