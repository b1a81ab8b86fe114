from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.engine.eventlog import parallel
from pipeloop.engine.mining.discovery import dfg as dfg_module
from pipeloop.engine.mining.discovery import pairs
from pipeloop.engine.mining.discovery.dfg import discover_dfg, timed_dfg
from pipeloop.engine.mining.discovery.pairs import step_pairs
from tests.engine.logs import Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_map, same_pairs

LOG = log_of([
    ("a", "lead", 0, "ann"), ("a", "call", 60, "ann"),
    ("a", "lead", 100, "bob"), ("a", "call", 200, "bob"),
    ("b", "lead", 0, "bob"), ("b", "call", 20, "ann"),
])  # fmt: skip


def test_an_edge_knows_how_often_in_how_many_cases_and_after_how_long() -> None:
    dfg = discover_dfg(LOG)
    edge = dfg.place(LOG.activities.index("lead"), LOG.activities.index("call"))
    assert (dfg.count[edge], dfg.cases[edge], dfg.seconds[edge]) == (3, 2, 180)
    assert dfg.mean_s[edge] == 60
    assert dfg.quantile_s(0.5)[edge] == pytest.approx(60, rel=0.016)
    assert dfg.place(1, 1) == -1


def test_first_and_last_steps_and_events_are_counted() -> None:
    dfg = discover_dfg(LOG)
    assert dfg.first.tolist() == [2, 0]
    assert dfg.last.tolist() == [0, 2]
    assert dfg.events.tolist() == [3, 3]


@given(rows(), st.integers(1, 4))
def test_times_without_cases_are_those_of_the_map(events: list[Row], parts: int) -> None:
    log = named(events)
    timed, expected = reduce(add, map(timed_dfg, split(log, parts))), discover_dfg(log)
    assert same_pairs(timed, expected)
    assert np.array_equal(timed.seconds, expected.seconds)
    assert np.array_equal(timed.histogram.cell, expected.histogram.cell)
    assert np.array_equal(timed.histogram.count, expected.histogram.count)


@given(rows())
def test_a_dfg_has_every_pair_of_neighbours(events: list[Row]) -> None:
    log = named(events)
    expected = Counter(
        (before[0], after[0]) for case in listed(log).values() for before, after in pairwise(case)
    )
    summary = step_pairs(log)
    names = [
        (log.activities[source], log.activities[target])
        for source, target in zip(summary.source, summary.target, strict=True)
    ]
    assert dict(zip(names, summary.count, strict=True)) == expected


@given(rows(), st.integers(1, 4))
def test_maps_of_any_parts_add_up_to_that_of_the_whole(events: list[Row], parts: int) -> None:
    log = named(events)
    for summary, same in (
        (step_pairs, same_pairs),
        (discover_dfg, same_map),
    ):
        assert same(reduce(add, map(summary, split(log, parts))), summary(log))


@given(rows())
@settings(max_examples=40)
def test_a_map_with_too_many_steps_for_a_table_is_the_same(events: list[Row]) -> None:
    log = named(events)
    expected = discover_dfg(log)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dfg_module, "CACHED_CELLS", 0)
        assert same_map(discover_dfg(log), expected)
        patch.setattr(dfg_module, "WIDEST", 0)
        patch.setattr(pairs, "WIDEST", 0)
        assert same_map(discover_dfg(log), expected)
        assert same_pairs(step_pairs(log), step_pairs(log))


@given(rows())
@settings(max_examples=20)
def test_several_threads_have_the_same_result_as_one(events: list[Row]) -> None:
    log = named(events)
    expected = discover_dfg(log)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "EVENTS_PER_THREAD", 1)
        patch.setattr(parallel, "cores", lambda: 3)
        assert same_map(discover_dfg(log), expected)


@given(rows())
@settings(max_examples=40)
def test_quantiles_are_those_of_all_durations_within_a_bucket(events: list[Row]) -> None:
    log = named(events)
    dfg = discover_dfg(log)
    p90 = dfg.quantile_s(0.9)
    for edge, (source, target) in enumerate(zip(dfg.source, dfg.target, strict=True)):
        durations = [
            after[1] - before[1]
            for case in listed(log).values()
            for before, after in pairwise(case)
            if (before[0], after[0]) == (log.activities[source], log.activities[target])
        ]
        assert p90[edge] == pytest.approx(np.quantile(durations, 0.9), rel=0.016)


def test_a_log_of_five_thousand_steps_has_its_map() -> None:
    steps = 5_000
    log = log_of([("a", str(step), step) for step in range(steps)])
    dfg = discover_dfg(log)
    assert dfg.count.tolist() == [1] * (steps - 1)
    assert dfg.first[0] == dfg.last[steps - 1] == 1


def test_a_log_of_nothing_has_an_empty_map() -> None:
    assert len(discover_dfg(log_of([])).pair) == 0
    assert len(discover_dfg(log_of([("a", "A", 0)])).pair) == 0
