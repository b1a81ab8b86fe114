"""Shares by time agree with published ones and with counts made by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.evidence.survival import incidence, kaplan_meier
from tests.engine.evidence.curves import curve_at

# Weeks in remission of the treated, Freireich 1963; those seen no longer are in the second.
RELAPSED = Counter([6, 6, 6, 7, 10, 13, 16, 22, 23])
CENSORED = Counter([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
WEEKS = sorted(RELAPSED | CENSORED)
LEUKAEMIA = (WEEKS, [RELAPSED[week] for week in WEEKS], [CENSORED[week] for week in WEEKS])
KNOWN = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}


def test_remissions_of_the_treated_last_as_published() -> None:
    curve = kaplan_meier(*LEUKAEMIA)
    assert {week: round(curve_at(curve, week)[0], 4) for week in KNOWN} == KNOWN


def test_the_interval_of_a_share_that_waits_is_the_published_one() -> None:
    # Kalbfleisch and Prentice's interval for these data, as in Collett 2003 and Stata's manual.
    curve = kaplan_meier(*LEUKAEMIA)
    assert curve_at(curve, 6)[1:] == pytest.approx((0.6197, 0.9516), abs=1e-4)
    assert curve_at(curve, 10)[1:] == pytest.approx((0.5032, 0.8894), abs=1e-4)
    assert curve_at(curve, 23)[1:] == pytest.approx((0.1881, 0.6801), abs=1e-4)


def test_a_curve_has_no_share_before_its_first_time() -> None:
    assert np.isnan(curve_at(kaplan_meier(*LEUKAEMIA), 5)).all()
    assert kaplan_meier([], [], []).share.tolist() == []
    assert incidence([], [], [], []).share.tolist() == []


def test_those_who_are_lost_never_pass() -> None:
    # Of 4: one passes at 1, one is lost at 2, one is not seen after 3, one passes at 4.
    curve = incidence([1, 2, 3, 4], [1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0])
    assert curve.share.tolist() == pytest.approx([0.25, 0.25, 0.25, 0.75])


def test_without_loss_the_share_that_passed_is_the_rest_of_those_who_wait() -> None:
    weeks, relapsed, censored = LEUKAEMIA
    passed = incidence(weeks, relapsed, [0] * len(weeks), censored)
    waiting = kaplan_meier(*LEUKAEMIA)
    assert passed.share == pytest.approx(1 - waiting.share)
    # The variance is that of Greenwood then: the widths on one scale agree.
    inside = (passed.share > 0) & (passed.share < 1)
    spread = np.log(np.log(passed.low[inside]) / np.log(passed.share[inside]))
    expected = np.log(np.log(waiting.low[inside]) / np.log(waiting.share[inside]))
    scale = waiting.share * np.log(waiting.share) / (passed.share * np.log(passed.share))
    assert spread == pytest.approx(expected * np.abs(scale[inside]))


COUNTS = st.lists(st.tuples(*(st.integers(0, 9),) * 3), min_size=1, max_size=30)


@given(COUNTS)
def test_a_share_lies_inside_its_interval_and_all_shares_make_a_whole(
    counts: list[tuple[int, int, int]],
) -> None:
    passed, lost, gone = np.array(counts).T
    time = np.arange(len(counts))
    one, other = incidence(time, passed, lost, gone), incidence(time, lost, passed, gone)
    rest = kaplan_meier(time, passed + lost, gone)
    assert one.share + other.share + rest.share == pytest.approx(np.ones(len(counts)))
    for curve in (one, other, rest):
        inside = (curve.share > 0) & (curve.share < 1)
        low, share, high = curve.low[inside], curve.share[inside], curve.high[inside]
        assert ((low >= 0) & (low <= share) & (share <= high) & (high <= 1)).all()
        assert np.isnan(curve.low[~inside]).all()


@given(COUNTS)
def test_when_all_are_seen_to_the_end_shares_are_plain_ones(
    counts: list[tuple[int, int, int]],
) -> None:
    passed, lost, _gone = np.array(counts).T
    everyone = max(1, int((passed + lost).sum()))
    curve = incidence(np.arange(len(counts)), passed, lost, np.zeros(len(counts)))
    assert curve.share == pytest.approx(np.cumsum(passed) / everyone)
    # And so is their variance, that of a share of independent trials.
    share = curve.share[-1]
    if 0 < share < 1:
        width = 1.959964 * np.sqrt((1 - share) / (share * everyone)) / abs(np.log(share))
        assert curve.low[-1] == pytest.approx(share ** np.exp(width))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30))
def test_all_who_passed_are_all_of_them(passed: list[int]) -> None:
    none = [0] * len(passed)
    curve = incidence(range(len(passed)), passed, none, none)
    assert curve.share[-1] == 1
    assert np.isnan([curve.low[-1], curve.high[-1]]).all()
