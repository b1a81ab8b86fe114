from __future__ import annotations

from datetime import time
from functools import reduce
from operator import add
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.performance.between import NONE, seconds_between, times_between
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from tests.engine.logs import Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_summary

LOG = log_of([
    ("a", "offer", 0), ("a", "offer", 10), ("a", "contract", 30), ("a", "offer", 40),
    ("b", "contract", 5), ("b", "offer", 20), ("b", "contract", 21), ("b", "contract", 50),
    ("c", "contract", 0), ("c", "offer", 9),
], cases=("empty",))  # fmt: skip
OFFER, CONTRACT = range(2)


def test_it_is_from_the_first_one_step_to_the_first_other_after_it() -> None:
    assert seconds_between(LOG, OFFER, CONTRACT).tolist() == [NONE, 30, 1, NONE]


def test_or_from_the_last_one_before_that() -> None:
    assert seconds_between(LOG, OFFER, CONTRACT, last=True).tolist() == [NONE, 20, 1, NONE]


def test_a_step_and_itself_asks_when_it_comes_again() -> None:
    assert seconds_between(LOG, OFFER, OFFER).tolist() == [NONE, 10, NONE, NONE]
    assert seconds_between(LOG, CONTRACT, CONTRACT, last=True).tolist() == [NONE, NONE, 16, NONE]


def test_all_cases_that_go_that_way_have_their_times_in_one_row() -> None:
    found = times_between(LOG, OFFER, CONTRACT)
    assert found.count.tolist() == [2]
    assert found.mean_s.tolist() == [15.5]
    assert found.quantile_s(0.5).tolist() == [15.5]
    assert times_between(LOG.select(slice(3, 4)), OFFER, CONTRACT).count.tolist() == [0]


def test_it_counts_hours_of_work_in_a_log_of_them() -> None:
    log = log_of([("a", "A", 0), ("a", "B", 33 * 3600)])
    work = WorkTime(ZoneInfo("UTC"), range(5), time(9), time(18), lambda day: False)
    assert seconds_between(in_working_time(log, work), 0, 1).tolist() == [9 * 3600]


def first_to_first(case: list[tuple[str, int, str]]) -> int:
    begun = None
    for step, at, _who in case:
        if step == "B" and begun is not None:
            return at - begun
        if step == "A" and begun is None:
            begun = at
    return NONE


@given(rows())
def test_every_case_says_its_own(found: list[Row]) -> None:
    log = named(found)
    told = seconds_between(log, 0, 1)
    by_name = listed(log)
    for case in range(log.case_count):
        assert told[case] == first_to_first(by_name.get(log.case_id(case), []))
    later = seconds_between(log, 0, 1, last=True)
    assert ((later == NONE) == (told == NONE)).all()
    assert (later <= told).all()


@given(rows(), st.integers(1, 4), st.booleans())
def test_times_of_any_parts_add_up_to_those_of_the_whole(
    found: list[Row], parts: int, last: bool
) -> None:
    log = named(found)
    summed = reduce(add, (times_between(part, 0, 1, last=last) for part in split(log, parts)))
    assert same_summary(summed, times_between(log, 0, 1, last=last))
    assert summed.quantile_s(0.5) == pytest.approx(
        times_between(log, 0, 1, last=last).quantile_s(0.5), nan_ok=True
    )
