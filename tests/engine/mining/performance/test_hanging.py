from __future__ import annotations

import numpy as np
from hypothesis import given

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.performance.hanging import median_stays, open_cases
from pipeloop.engine.mining.performance.steps import steps
from tests.engine.logs import Row, log_of, named, rows

DAY = 86_400
NOW = 100 * DAY
# Fifteen cases stayed on the offer for 10 days each, and three have not left theirs yet.
PASSED = [
    row
    for case in range(SMALLEST_SAMPLE)
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
    cases = open_cases(LOG, is_open, median_stays(steps(LOG).stay), now=NOW, day_s=DAY)
    names = [LOG.case_id(case) for case in cases.case]
    assert names == ["too long", "long", "in time", "signed"]
    assert cases.level.tolist() == [2, 1, 0, 0]
    assert cases.step.tolist() == [OFFER, OFFER, OFFER, CONTRACT]
    assert cases.stood_s.tolist() == [21 * DAY, 16 * DAY, 14 * DAY, 90 * DAY]
    assert cases.since.tolist() == [NOW - days * DAY for days in (21, 16, 14, 90)]
    assert np.round(cases.times[:3], 1).tolist() == [2.1, 1.6, 1.4]


def test_few_stays_give_no_median() -> None:
    is_open = np.array([name == "signed" for name in names_of(LOG)])
    cases = open_cases(LOG, is_open, median_stays(steps(LOG).stay), now=NOW, day_s=DAY)
    assert np.isnan([cases.usual_s[0], cases.times[0]]).all()
    few = steps(LOG.select(slice(0, SMALLEST_SAMPLE))).stay
    assert np.isnan(median_stays(few)).all()


def test_a_day_more_than_the_median_is_always_allowed() -> None:
    quick = [
        row
        for case in range(SMALLEST_SAMPLE)
        for row in ((f"done{case}", "call", 0), (f"done{case}", "offer", 3600))
    ]
    log = log_of([*quick, ("hours", "call", NOW - 20 * 3600), ("days", "call", NOW - 26 * 3600)])
    is_open = np.array([not name.startswith("done") for name in names_of(log)])
    usual_s = median_stays(steps(log).stay)
    assert open_cases(log, is_open, usual_s, now=NOW, day_s=DAY).level.tolist() == [2, 0]
    # A day of work is shorter.
    assert open_cases(log, is_open, usual_s, now=NOW, day_s=9 * 3600).level.tolist() == [2, 2]


def test_what_is_known_besides_the_stay_counts_instead_of_it() -> None:
    is_open = np.array([not name.startswith("done") for name in names_of(LOG)])
    level = np.array([2 * (name == "signed") for name in names_of(LOG)], np.int8)
    usual_s = median_stays(steps(LOG).stay)
    cases = open_cases(LOG, is_open, usual_s, now=NOW, day_s=DAY, level=level)
    assert LOG.case_id(cases.case[0]) == "signed"
    assert cases.level.tolist() == [2, 0, 0, 0]


@given(rows())
def test_every_open_case_stands_on_its_last_step(found: list[Row]) -> None:
    log = named(found)
    usual_s = median_stays(steps(log).stay)
    is_open = np.ones(log.case_count, bool)
    cases = open_cases(log, is_open, usual_s, now=10**6, day_s=DAY)
    assert sorted(cases.case.tolist()) == np.flatnonzero(log.high > log.low).tolist()
    for case, step in zip(cases.case, cases.step, strict=True):
        assert log.activities[step] == log.path(case)[-1]
    assert (np.diff(cases.level) <= 0).all()
