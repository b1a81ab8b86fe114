"""What sets won and slow deals apart, and what only seems to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog, Labels
from pipeloop.engine.mining.comparison.differences import (
    Finding,
    ShareFinding,
    TimeFinding,
    time_findings,
    win_findings,
)
from pipeloop.engine.mining.comparison.features import (
    About,
    Range,
    attribute_features,
    path_features,
    quartile_feature,
    returns,
)
from tests.engine.mining.words import words


def labelled(codes: list[int], *names: str, cases: list[str] | None = None) -> EventLog:
    """A log whose cases have a source, by code; 0 for none."""
    log = words(cases or ["A"] * len(codes))
    return replace(log, labels={"source": Labels(np.array(codes, np.uint8), ("", *names))})


def everyone(log: EventLog) -> NDArray[np.bool_]:
    return np.ones(log.case_count, np.bool_)


def by_value(findings: list[ShareFinding]) -> dict[object, ShareFinding]:
    return {one.value: one for one in findings}


def test_a_value_is_compared_with_all_others_of_which_it_is_known() -> None:
    # Newcombe's example as sources: 56 of 70 won from the site, 48 of 80 from calls.
    log = labelled([1] * 70 + [2] * 80 + [0] * 50, "site", "call")
    won = np.array([True] * 56 + [False] * 14 + [True] * 48 + [False] * 32 + [True] * 50)

    site = by_value(win_findings(attribute_features(log), won, everyone(log)))["site"]

    assert (site.won, site.others_won) == ((56, 70), (48, 80))
    assert site.difference == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert site.p == pytest.approx(0.0125, abs=1e-4)
    assert site.sure


def test_open_deals_are_not_looked_at() -> None:
    log = labelled([1] * 80 + [2] * 80, "site", "call")
    won = np.array([True] * 80 + [False] * 80)
    closed = np.tile([True, False], 80)

    site = by_value(win_findings(attribute_features(log), won, closed))["site"]

    assert (site.won, site.others_won) == ((40, 40), (0, 40))


def test_a_value_of_fewer_than_30_cases_is_not_compared() -> None:
    log = labelled([1] * 29 + [2] * 50 + [3] * 60, "rare", "site", "call")
    won = np.arange(139) % 2 == 0

    findings = win_findings(attribute_features(log), won, everyone(log))

    assert set(by_value(findings)) == {"site", "call"}


def test_the_greatest_sure_effect_comes_first_and_unsure_ones_last() -> None:
    log = labelled([1] * 1_000 + [2] * 1_000 + [3] * 30, "low", "high", "few")
    shares = np.concatenate((np.full(1_000, 4), np.full(1_000, 5), np.full(30, 6)))
    won = np.arange(2_030) % 10 < shares

    findings = win_findings(attribute_features(log), won, everyone(log))

    assert [(one.value, one.sure) for one in findings] == [
        ("low", True),
        ("high", True),
        ("few", False),
    ]
    assert findings[2].effect > findings[0].effect > findings[1].effect


def test_cases_that_passed_a_step_are_compared_with_those_that_did_not() -> None:
    log = words(["AB"] * 40 + ["A"] * 50)
    won = np.arange(90) < 30

    (finding,) = [
        one
        for one in win_findings(path_features(log, steps=[1]), won, everyone(log))
        if one.about == About.STEP
    ]

    assert (finding.name, finding.value) == ("B", None)
    assert (finding.won, finding.others_won) == ((30, 40), (0, 50))


def test_a_return_is_to_a_step_that_was_left() -> None:
    log = words(["ABAB", "AAB", "", "ABCA", "B"])

    assert returns(log).tolist() == [2, 0, 0, 1, 0]


def test_numbers_are_cut_at_their_quartiles_and_shown_by_the_values_met() -> None:
    amount = quartile_feature(About.NUMBER, "amount", np.array([1.0, 2, 3, 4, np.nan, 5, 6, 7, 8]))

    assert amount.values == (Range(1, 2), Range(3, 4), Range(5, 6), Range(7, 8))
    assert amount.codes.tolist() == [0, 0, 1, 1, -1, 2, 2, 3, 3]


def test_numbers_that_are_mostly_equal_make_fewer_parts() -> None:
    returned = quartile_feature(About.RETURNS, "", np.array([0.0] * 8 + [1, 3]))

    assert returned.values == (Range(0, 0), Range(1, 3))


def test_numbers_of_nobody_make_no_parts() -> None:
    assert quartile_feature(About.NUMBER, "amount", np.array([np.nan])).values == ()


def test_attributes_of_a_slice_are_those_of_its_cases() -> None:
    log = replace(labelled([1, 2, 0], "site", "call"), numbers={"amount": np.array([1.0, 2, 3])})

    source, amount = attribute_features(log.select(np.array([2, 1])))

    assert source.codes.tolist() == [-1, 1]
    assert amount.values == (Range(2, 2), Range(3, 3))


def test_slow_deals_are_ranked_by_the_ratio_of_medians() -> None:
    log = labelled([1] * 41 + [2] * 41, "slow", "quick")
    seconds = np.concatenate((np.arange(80, 121) * 30, np.arange(80, 121) * 10)).astype(np.int64)

    findings = time_findings(attribute_features(log), seconds, everyone(log))

    slow = next(one for one in findings if one.value == "slow")
    assert (slow.cases, slow.median_s, slow.others_median_s) == (41, 3000, 1000)
    assert slow.ratio.ratio == pytest.approx(3)
    assert 2.5 < slow.ratio.low < 3 < slow.ratio.high < 3.5
    assert slow.sure


def test_deals_that_took_no_time_are_compared_all_the_same() -> None:
    log = labelled([1] * 40 + [2] * 40, "none", "some")

    none, _some = sorted(
        time_findings(attribute_features(log), np.array([0] * 40 + [10] * 40), everyone(log)),
        key=lambda one: one.median_s,
    )

    assert (none.median_s, none.others_median_s) == (0.5, 10)


def test_nothing_is_found_in_an_empty_log() -> None:
    log = words([])

    assert win_findings(attribute_features(log), np.zeros(0, np.bool_), everyone(log)) == []
    assert time_findings(attribute_features(log), np.zeros(0, np.int64), everyone(log)) == []


def at_random(random: np.random.Generator) -> EventLog:
    """400 cases with three attributes that have nothing to do with anything."""
    labels = {
        name: Labels(random.integers(0, many, 400).astype(np.uint8), tuple("abcdefgh"[:many]))
        for name, many in (("source", 5), ("product", 8))
    }
    log = words(["".join(random.choice(list("ABC"), 4)) for _case in range(400)])
    return replace(log, labels=labels, numbers={"amount": random.lognormal(0, 1, 400)})


def sure_runs(runs: list[list[Finding]]) -> float:
    return float(np.mean([any(one.sure for one in run) for run in runs]))


def test_where_nothing_differs_at_most_one_look_in_twenty_finds_something() -> None:
    random = np.random.default_rng(20)
    log = at_random(random)
    looked_at = [*attribute_features(log), *path_features(log, steps=[0, 1, 2])]
    won, seconds = random.random(400) < 0.3, random.lognormal(12, 1, 400).astype(np.int64)
    wins: list[list[Finding]] = []
    times: list[list[Finding]] = []
    for _run in range(200):
        order = random.permutation(400)
        wins.append([*win_findings(looked_at, won[order], everyone(log))])
        times.append([*time_findings(looked_at, seconds[order], everyone(log))])

    assert all(len(run) >= 15 for run in (*wins, *times))
    assert sure_runs(wins) <= 0.05
    assert sure_runs(times) <= 0.05


def test_findings_of_both_kinds_rank_by_their_effect() -> None:
    log = labelled([1] * 60 + [2] * 60, "a", "b")
    shares = win_findings(attribute_features(log), np.arange(120) < 60, everyone(log))
    times = time_findings(attribute_features(log), np.arange(1, 121), everyone(log))

    assert isinstance(shares[0], ShareFinding)
    assert isinstance(times[0], TimeFinding)
    assert shares[0].effect == 1
    assert times[0].effect == times[1].effect
