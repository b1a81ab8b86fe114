from __future__ import annotations

from functools import reduce
from operator import add
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.cohorts import arrivals
from pipeloop.engine.mining.performance.funnel import Funnel, funnel
from tests.engine.evidence.curves import curve_at
from tests.engine.evidence.test_survival import CENSORED, KNOWN, RELAPSED
from tests.engine.logs import Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_summary

LOG = log_of([
    ("won", "lead", 0), ("won", "note", 4), ("won", "offer", 10), ("won", "contract", 30),
    ("fast", "lead", 5), ("fast", "contract", 12),
    ("lost", "lead", 0), ("lost", "offer", 20), ("lost", "lead", 25), ("lost", "lost", 35),
    ("open", "lead", 10), ("open", "offer", 40),
    ("new", "lead", 44),
    ("else", "note", 0),
])  # fmt: skip
STEP = {name: code for code, name in enumerate(LOG.activities)}
STAGES = [[STEP["lead"]], [STEP["offer"]], [STEP["contract"]]]
ENDED = np.array([True, True, True, False, False, False])


def funnel_of_log() -> Funnel:
    return funnel(LOG, STAGES, ended=ENDED, now=50)


def test_a_case_has_reached_a_stage_or_a_later_one() -> None:
    summary = funnel_of_log()
    assert summary.reached.tolist() == [[5, 4, 2]]
    assert summary.skipped.tolist() == [[0, 1, 0]]


def test_shares_are_of_the_stage_before_and_of_the_first_with_their_intervals() -> None:
    summary = funnel_of_log()
    assert summary.of_previous().share[0, 1:].tolist() == [4 / 5, 2 / 4]
    assert np.isnan(summary.of_previous().share[0, 0])
    assert summary.of_first().share.tolist() == [[1, 4 / 5, 2 / 5]]
    # Wilson's interval of 2 in 5.
    assert summary.of_first().low[0, 2] == pytest.approx(0.1176, abs=1e-4)
    assert summary.of_first().high[0, 2] == pytest.approx(0.7693, abs=1e-4)


def test_times_are_from_the_first_event_of_a_stage_to_the_first_of_a_later_one() -> None:
    summary = funnel_of_log()
    assert summary.passed.count.tolist() == [4, 1, 0]
    assert summary.passed.seconds.tolist() == [10 + 7 + 20 + 30, 20, 0]
    assert summary.quantile_s(0.5)[0, :2].tolist() == [15, 20]


def test_lost_cases_stop_at_their_last_event_and_open_ones_now() -> None:
    summary = funnel_of_log()
    assert (summary.lost.count.tolist(), summary.lost.seconds.tolist()) == ([0, 1, 0], [0, 15, 0])
    assert (summary.open.count.tolist(), summary.open.seconds.tolist()) == ([1, 1, 0], [6, 10, 0])


def test_open_cases_may_still_pass_and_lost_ones_will_not() -> None:
    summary = funnel_of_log()
    # From the lead: one is open after 6, then four pass, at 7, 10, 20 and 30.
    assert summary.eventual_shares().share[0, 0] == pytest.approx(1)
    assert curve_at(summary.curve(0, 0), 7)[0] == pytest.approx(1 / 4)
    # From the offer: one skipped it; one is open after 10, one lost at 15, one passes at 20.
    assert summary.curve(0, 1).time.tolist() == [0, 10, 15, 20]
    assert summary.curve(0, 1).share.tolist() == pytest.approx([1 / 4, 1 / 4, 1 / 4, 5 / 8])
    assert np.isnan(summary.eventual_shares().share[0, 2])


def test_remissions_of_the_treated_come_out_of_a_funnel_as_published() -> None:
    events = [*RELAPSED.elements(), *CENSORED.elements()]
    seen = len(list(RELAPSED.elements()))
    begun = [(str(case), "treated", 100 - week) for case, week in enumerate(events)]
    relapsed = [(str(case), "relapsed", 100) for case in range(seen)]
    log = log_of([*begun, *relapsed], activities=("treated", "relapsed"))
    shift = int(log.time[log.high[0] - 1]) - 100
    summary = funnel(log, [[0], [1]], ended=np.zeros(len(events), np.bool_), now=100 + shift)
    curve = summary.curve(0, 0)
    assert {week: round(1 - curve_at(curve, week)[0], 4) for week in KNOWN} == KNOWN


def test_a_stage_may_have_several_steps() -> None:
    either = [[STEP["lead"]], [STEP["offer"], STEP["contract"]]]
    summary = funnel(LOG, either, ended=ENDED, now=50)
    assert summary.reached.tolist() == [[5, 4]]
    assert summary.skipped.tolist() == [[0, 0]]


def test_cohorts_have_a_funnel_each_and_together_are_one() -> None:
    cohort = np.array([0, 1, 0, 1, 1, -1])
    summary = funnel(LOG, STAGES, ended=ENDED, now=50, cohort=cohort, cohorts=2)
    assert summary.reached.tolist() == [[2, 2, 1], [3, 2, 1]]
    assert same_summary(summary.all_cohorts(), funnel_of_log())


def test_cases_are_put_into_the_month_of_their_arrival() -> None:
    log = log_of([("a", "A", 0), ("b", "A", 32 * 86_400), ("c", "A", 100 * 86_400)], cases=("-",))
    zone = ZoneInfo("Europe/Moscow")
    cohorts = arrivals(log, zone, "month")
    assert cohorts.number.tolist() == [-1, 0, 1, 3]
    months = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
    assert cohorts.begins.astype(str).tolist() == months
    quarters = arrivals(log, zone, "quarter")
    assert quarters.number.tolist() == [-1, 0, 0, 1]
    assert quarters.begins.astype(str).tolist() == ["2026-01-01", "2026-04-01"]
    weeks = arrivals(log, zone, "week")
    # Weeks begin on Monday: the 29th of December, the 2nd of February, the 6th of April.
    assert weeks.number.tolist() == [-1, 0, 5, 14]
    assert weeks.begins[[0, 5, 14]].astype(str).tolist() == [
        "2025-12-29", "2026-02-02", "2026-04-06",
    ]  # fmt: skip


def test_a_month_begins_at_midnight_of_the_place() -> None:
    log = log_of([("a", "A", -2 * 3600)])
    assert arrivals(log, ZoneInfo("UTC"), "month").begins[0] == np.datetime64("2025-12-01")
    assert arrivals(log, ZoneInfo("Europe/Moscow"), "month").begins[0] == np.datetime64("2026-01")
    assert len(arrivals(log_of([]), ZoneInfo("UTC"), "month").begins) == 0


def test_a_step_in_two_stages_and_too_few_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="two stages"):
        funnel(LOG, [[0], [0]], ended=ENDED, now=50)
    with pytest.raises(ValueError, match="each case"):
        funnel(LOG, STAGES, ended=ENDED[:2], now=50)


def _reached(log: EventLog, stages: list[str]) -> list[int]:
    variants = [{step for step, _at, _who in case} for case in listed(log).values()]
    return [
        sum(bool(path & set("".join(stages[place:]))) for path in variants)
        for place in range(len(stages))
    ]


@given(rows())
def test_stages_are_reached_as_counted_by_hand(events: list[Row]) -> None:
    log = named(events)
    ended = np.arange(log.case_count) % 2 == 0
    summary = funnel(log, [[2], [0, 3]], ended=ended, now=10**6)
    assert summary.reached[0].tolist() == _reached(log, ["C", "AD"])
    left = summary.passed.count + summary.lost.count + summary.open.count + summary.skipped[0]
    # Whoever reached a stage skipped it, passed on, was lost there or still stands there.
    assert left[0] == summary.reached[0, 0]


def _answers(log: EventLog, seed: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    chance = np.random.default_rng(seed)
    return chance.random(log.case_count) < 0.5, chance.integers(-1, 3, log.case_count)


@given(rows(), st.integers(1, 4), st.integers(0, 99))
@settings(max_examples=60)
def test_funnels_of_any_parts_add_up_to_that_of_the_whole(
    events: list[Row], parts: int, seed: int
) -> None:
    log = named(events)
    ended, cohort = _answers(log, seed)
    stages = [[1], [2, 0]]
    summed = [
        funnel(part, stages, ended=e, now=10**6, cohort=c, cohorts=3)
        for part, e, c in zip(
            split(log, parts),
            (ended[part::parts] for part in range(parts)),
            (cohort[part::parts] for part in range(parts)),
            strict=True,
        )
    ]
    whole = funnel(log, stages, ended=ended, now=10**6, cohort=cohort, cohorts=3)
    assert same_summary(reduce(add, summed), whole)
    assert np.nan_to_num(whole.eventual_shares().share).max(initial=0) <= 1 + 1e-12
