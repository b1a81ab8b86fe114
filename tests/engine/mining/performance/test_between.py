from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from hypothesis import given

from pipeloop.engine.mining.performance.between import NONE, seconds_between
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from tests.engine.logs import Row, listed, log_of, named, rows

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


def test_it_counts_hours_of_work_in_a_log_of_them() -> None:
    log = log_of([("a", "A", 0), ("a", "B", 33 * 3600)])
    work = WorkTime(ZoneInfo("UTC"), range(5), time(9), time(18), lambda day: False)
    assert seconds_between(in_working_time(log, work), 0, 1).tolist() == [9 * 3600]


def first_to_first(case: list[tuple[str, int, str]]) -> int:
    since = None
    for step, at, _who in case:
        if step == "B" and since is not None:
            return at - since
        if step == "A" and since is None:
            since = at
    return NONE


@given(rows())
def test_every_case_has_its_own_time(events: list[Row]) -> None:
    log = named(events)
    from_first = seconds_between(log, 0, 1)
    by_name = listed(log)
    for case in range(log.case_count):
        assert from_first[case] == first_to_first(by_name.get(log.case_id(case), []))
    from_last = seconds_between(log, 0, 1, last=True)
    assert ((from_last == NONE) == (from_first == NONE)).all()
    assert (from_last <= from_first).all()
