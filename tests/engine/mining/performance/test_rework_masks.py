"""Masks of cases that go back and that leave steps out agree with what is counted of them."""

from __future__ import annotations

from hypothesis import given

from pipeloop.engine.mining.performance.rework import rework, skips
from pipeloop.engine.mining.performance.rework_masks import has_return, has_skip
from tests.engine.logs import Row, log_of, named, rows


@given(rows())
def test_as_many_cases_as_are_counted(events: list[Row]) -> None:
    log = named(events)
    again, left_out = rework(log), skips(log, (0, 1, 2))
    for step in range(4):
        assert has_return(log, step).sum() == again.returned_cases[step]
    for place in range(3):
        assert has_skip(log, (0, 1, 2), place).sum() == left_out.skipped[place]


def test_a_case_goes_back_after_other_steps_only() -> None:
    log = log_of([("p", "A", 0), ("p", "A", 1), ("q", "A", 0), ("q", "B", 1), ("q", "A", 2)])
    assert has_return(log, 0).tolist() == [False, True]


def test_a_case_leaves_out_what_it_first_goes_past() -> None:
    log = log_of([("p", "A", 0), ("p", "C", 1), ("p", "B", 2), ("q", "B", 0)])
    steps = {name: code for code, name in enumerate(log.activities)}
    order = [steps[name] for name in "ABC"]
    assert has_skip(log, order, 1).tolist() == [True, False]
    assert has_skip(log, order, 0).tolist() == [False, True]
