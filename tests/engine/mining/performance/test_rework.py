from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.performance import rework as reworks
from pipeloop.engine.mining.performance.rework import rework, skips
from tests.engine.logs import Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_summary

LOG = log_of([
    # Back to the proposal twice, once from talks and once from the contract.
    ("a", "lead", 0), ("a", "proposal", 1), ("a", "talks", 2), ("a", "proposal", 3),
    ("a", "talks", 4), ("a", "contract", 5), ("a", "proposal", 6),
    # The proposal was written twice, one right after the other.
    ("b", "lead", 0), ("b", "proposal", 1), ("b", "proposal", 2), ("b", "contract", 3),
    # Straight to the contract, then back for talks.
    ("c", "lead", 0), ("c", "contract", 1), ("c", "talks", 2),
    ("d", "lead", 0),
])  # fmt: skip
LEAD, PROPOSAL, TALKS, CONTRACT = range(4)


def test_a_step_that_comes_again_is_counted_by_times_and_by_cases() -> None:
    summary = rework(LOG)
    assert summary.cases.tolist() == [4, 2, 2, 3]
    assert summary.again.tolist() == [0, 3, 1, 0]
    assert summary.again_cases.tolist() == [0, 2, 1, 0]


def test_going_back_and_repeating_at_once_are_counted_apart() -> None:
    summary = rework(LOG)
    assert summary.at_once.tolist() == [0, 1, 0, 0]
    assert summary.at_once_cases.tolist() == [0, 1, 0, 0]
    assert summary.returned.tolist() == [0, 2, 1, 0]
    assert summary.returned_cases.tolist() == [0, 1, 1, 0]


def test_returns_lead_to_earlier_steps_of_the_case() -> None:
    back = rework(LOG).back
    ways_back = list(zip(back.source.tolist(), back.target.tolist(), strict=True))
    # To talks for the second time: the case had been there before.
    assert ways_back == [(PROPOSAL, TALKS), (TALKS, PROPOSAL), (CONTRACT, PROPOSAL)]
    assert back.count.tolist() == [1, 1, 1]
    assert back.cases.tolist() == [1, 1, 1]


def test_a_step_that_a_case_went_past_is_skipped() -> None:
    summary = skips(LOG, [LEAD, PROPOSAL, TALKS, CONTRACT])
    assert summary.past.tolist() == [4, 3, 3, 3]
    # Talks: by the second case for good, by the third one at first.
    assert summary.skipped.tolist() == [0, 1, 2, 0]
    assert summary.share.tolist() == [0, 1 / 3, 2 / 3, 0]


def test_steps_outside_of_the_order_count_for_nothing() -> None:
    assert skips(LOG, [TALKS, CONTRACT]).past.tolist() == [3, 3]
    assert skips(LOG, [TALKS, CONTRACT]).skipped.tolist() == [2, 0]
    assert skips(LOG, []).past.tolist() == []


def test_an_order_names_a_step_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        skips(LOG, [LEAD, LEAD])


@given(rows())
def test_returns_are_all_moves_to_earlier_steps(events: list[Row]) -> None:
    log = named(events)
    expected: Counter[tuple[str, str]] = Counter()
    for case in listed(log).values():
        path = [step for step, _at, _who in case]
        expected.update(
            (path[place - 1], step)
            for place, step in enumerate(path)
            if step in path[:place] and path[place - 1] != step
        )
    back = rework(log).back
    names = [
        (log.activities[source], log.activities[target])
        for source, target in zip(back.source, back.target, strict=True)
    ]
    assert dict(zip(names, back.count.tolist(), strict=True)) == expected


@given(rows(), st.integers(1, 4))
def test_rework_of_any_parts_adds_up_to_that_of_the_whole(events: list[Row], parts: int) -> None:
    log = named(events)
    assert same_summary(reduce(add, map(rework, split(log, parts))), rework(log))
    order = [2, 0, 3]
    summed = reduce(add, (skips(part, order) for part in split(log, parts)))
    assert same_summary(summed, skips(log, order))


@given(rows())
def test_with_too_many_steps_for_a_table_rework_is_the_same(events: list[Row]) -> None:
    log = named(events)
    expected = rework(log)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reworks, "WIDEST", 0)
        assert same_summary(rework(log), expected)
    assert (expected.again == expected.at_once + expected.returned).all()
    assert np.array_equal(
        np.bincount(expected.back.target, expected.back.count, 4), expected.returned
    )
