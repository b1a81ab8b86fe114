"""A log shared out among threads says the same as one that is read at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings

from pipeloop.engine.eventlog import parallel
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.organisation.handovers import handovers
from pipeloop.engine.mining.organisation.workload import workload
from pipeloop.engine.mining.performance.between import seconds_between
from pipeloop.engine.mining.performance.funnel import funnel
from pipeloop.engine.mining.performance.rework import rework, skips
from pipeloop.engine.mining.performance.steps import steps
from tests.engine.logs import Row, named, rows
from tests.engine.mining.same import same_map, same_summary

NOW = 10**6


def every_other(log: EventLog) -> Any:
    return np.arange(log.case_count) % 2 == 0


QUESTIONS: list[Callable[[EventLog], Any]] = [
    steps,
    rework,
    lambda log: skips(log, [0, 1, 2]),
    lambda log: seconds_between(log, 0, 1),
    lambda log: funnel(
        log,
        [[0], [1]],
        ended=every_other(log),
        now=NOW,
        cohort=np.arange(log.case_count) // 2,
        cohorts=3,
    ),
    lambda log: workload(log, ZoneInfo("Europe/Moscow"), ended=every_other(log), now=NOW),
]


def shuffled_slice(log: EventLog) -> EventLog:
    """Some cases in another order: their numbers in the slice are not their places in the log."""
    return log.select(np.array([4, 1, 3, 0]))


@given(rows())
@settings(max_examples=20)
def test_several_threads_have_the_same_result_as_one(events: list[Row]) -> None:
    log = shuffled_slice(named(events))
    expected = [question(log) for question in QUESTIONS]
    between_roles = handovers(log, np.arange(3), 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "EVENTS_PER_THREAD", 1)
        patch.setattr(parallel, "cores", lambda: 3)
        for question, answer in zip(QUESTIONS, expected, strict=True):
            assert same_summary(question(log), answer)
        assert same_map(handovers(log, np.arange(3), 3), between_roles)


@given(rows())
@settings(max_examples=10)
def test_a_log_of_many_years_has_the_same_results_as_one_of_few(events: list[Row]) -> None:
    log = shuffled_slice(named(events))
    long = replace(log, time=log.time.astype(np.int64))
    for question in QUESTIONS:
        assert same_summary(question(long), question(log))
