from __future__ import annotations

import numpy as np
from hypothesis import given

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.hanging import LEAST, open_cases
from pipeloop.engine.mining.performance.steps import steps
from tests.engine.logs import Row, log_of, named, rows

DAY = 86_400
NOW = 100 * DAY
# Fifteen cases stayed on the offer for 10 days each, and three have not left theirs yet.
PASSED = [
    row
    for case in range(LEAST)
    for row in ((f"done{case}", "offer", case), (f"done{case}", "contract", case + 10 * DAY))
]
LOG = log_of([
    *PASSED,
    ("in time", "offer", NOW - 14 * DAY),
    ("long", "offer", NOW - 16 * DAY),
    ("too long", "offer", NOW - 21 * DAY),
    ("signed", "contract", NOW - 90 * DAY),
], cases=("nothing",))  # fmt: skip
OFFER, CONTRACT = range(2)


def names_of(log: EventLog) -> list[str]:
    return [log.case_id(case) for case in range(log.case_count)]


def test_the_most_overdue_come_first_measured_by_what_others_needed() -> None:
    is_open = np.array([not name.startswith("done") for name in names_of(LOG)])
    found = open_cases(LOG, is_open, steps(LOG).stay, now=NOW)
    names = [LOG.case_id(case) for case in found.case]
    assert names == ["too long", "long", "in time", "signed"]
    assert found.level.tolist() == [2, 1, 0, 0]
    assert found.step.tolist() == [OFFER, OFFER, OFFER, CONTRACT]
    assert found.stood_s.tolist() == [21 * DAY, 16 * DAY, 14 * DAY, 90 * DAY]
    assert found.since.tolist() == [NOW - days * DAY for days in (21, 16, 14, 90)]
    assert np.round(found.medians[:3], 1).tolist() == [2.1, 1.6, 1.4]


def test_from_few_stays_no_median_is_told() -> None:
    is_open = np.array([name == "signed" for name in names_of(LOG)])
    found = open_cases(LOG, is_open, steps(LOG).stay, now=NOW)
    assert np.isnan([found.median_s[0], found.late_s[0], found.medians[0]]).all()
    few = steps(LOG.select(slice(0, LEAST))).stay
    assert np.isnan(open_cases(LOG, np.ones(LOG.case_count, bool), few, now=NOW).median_s).all()


def test_a_day_more_than_the_median_is_always_allowed() -> None:
    quick = [
        row
        for case in range(LEAST)
        for row in ((f"done{case}", "call", 0), (f"done{case}", "offer", 3600))
    ]
    log = log_of([*quick, ("hours", "call", NOW - 20 * 3600), ("days", "call", NOW - 26 * 3600)])
    is_open = np.array([not name.startswith("done") for name in names_of(log)])
    stay = steps(log).stay
    assert open_cases(log, is_open, stay, now=NOW).level.tolist() == [2, 0]
    # A day of work is shorter.
    assert open_cases(log, is_open, stay, now=NOW, day_s=9 * 3600).level.tolist() == [2, 2]


@given(rows())
def test_every_open_case_stands_on_its_last_step(found: list[Row]) -> None:
    log = named(found)
    told = open_cases(log, np.ones(log.case_count, bool), steps(log).stay, now=10**6)
    assert sorted(told.case.tolist()) == np.flatnonzero(log.high > log.low).tolist()
    for case, step in zip(told.case, told.step, strict=True):
        assert log.activities[step] == log.path(case)[-1]
    assert (np.diff(told.level) <= 0).all()
