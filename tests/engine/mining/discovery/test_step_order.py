from __future__ import annotations

from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.discovery.step_order import precedence, step_progress, usual_order
from tests.engine.logs import Row, log_of, named, rows, split

LOG = log_of([
    ("a", "offer", 5), ("a", "lead", 0), ("a", "won", 9),
    ("b", "lead", 0), ("b", "call", 1), ("b", "lead", 2), ("b", "offer", 3),
    ("c", "lead", 0),
])  # fmt: skip


def test_steps_are_in_the_order_in_which_deals_come_to_them() -> None:
    assert [LOG.activities[code] for code in usual_order(LOG)] == ["lead", "call", "offer", "won"]


def test_a_deal_goes_on_when_it_comes_to_any_later_step() -> None:
    order = usual_order(LOG)
    summary = step_progress(LOG, order)
    counts = {
        LOG.activities[code]: (summary.reached[code], summary.went_on[code]) for code in order
    }
    assert counts == {"lead": (3, 2), "call": (1, 1), "offer": (2, 1), "won": (1, 0)}
    assert summary.share[LOG.activities.index("offer")] == 0.5


def test_a_step_of_short_deals_keeps_its_place() -> None:
    log = log_of([
        ("a", "lead", 0), ("a", "check", 1), ("a", "no", 2),
        ("b", "lead", 0), ("b", "check", 1), ("b", "offer", 2), ("b", "talk", 3), ("b", "yes", 4),
        ("c", "lead", 0), ("c", "check", 1), ("c", "no", 2),
    ])  # fmt: skip
    assert [log.activities[code] for code in usual_order(log)][:2] == ["lead", "check"]


def test_of_very_many_steps_the_frequent_ones_are_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeloop.engine.mining.discovery.step_order.WIDEST", 1)
    assert LOG.activities[usual_order(LOG)[0]] == "lead"


@given(rows(), st.integers(1, 4))
def test_parts_add_up_to_the_whole(events: list[Row], parts: int) -> None:
    log = named(events)
    order = usual_order(log)
    whole = step_progress(log, order)
    summary = reduce(add, (step_progress(part, order) for part in split(log, parts)))
    assert np.array_equal(summary.reached, whole.reached)
    assert np.array_equal(summary.went_on, whole.went_on)
    before = reduce(add, map(precedence, split(log, parts))).before
    assert np.array_equal(before, precedence(log).before)
