"""Whether following a process helps, where the answer is known."""

from __future__ import annotations

from functools import reduce
from operator import add

import numpy as np
import pytest

from pipeloop.engine.eventlog.copying import only_steps
from pipeloop.engine.eventlog.serialization import pack, unpack
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.comparison.landmarks import WinComparison, is_decided, largest
from pipeloop.engine.mining.conformance.conformance_kernels import Kind, Outcome
from pipeloop.engine.mining.conformance.deviations import Deviation, conformance
from pipeloop.engine.mining.conformance.landmarks import (
    LandmarkConformance,
    Obstacle,
    landmark_conformance,
)
from pipeloop.engine.mining.conformance.model import FlowStep, flow_model
from tests.engine.logs import split
from tests.engine.mining.simulated import FLOW, STEPS, Chances, Sales, sales
from tests.engine.mining.words import words

HELPS = Chances(followed_won=0.6, skipped_won=0.35)
HARMS = Chances(followed_won=0.35, skipped_won=0.6)
NEITHER = Chances(followed_won=0.5, skipped_won=0.5)
ABC = flow_model([FlowStep(step, repeats=True) for step in "ABC"])
WON, LOST, OPEN = Outcome.WON, Outcome.LOST, Outcome.OPEN


def compared(simulated: Sales) -> LandmarkConformance:
    return landmark_conformance(simulated.log, FLOW, simulated.outcome, STEPS)


def of_words(*cases: tuple[str, int, Outcome]) -> LandmarkConformance:
    """Of cases of a flow A, B, C: their path, how many of them, how they ended."""
    paths = [path for path, times, _outcome in cases for _time in range(times)]
    ends = [outcome for _path, times, outcome in cases for _time in range(times)]
    return landmark_conformance(words(paths), ABC, np.array(ends, np.uint8), "ABC")


def headlines(chances: Chances, *, logs: int) -> list[WinComparison]:
    """Those that followed against the others, in so many simulated logs."""
    comparisons = [compared(sales(chances, deals=800, seed=seed)).headline for seed in range(logs)]
    assert {one and one.landmark for one in comparisons} == {"Contract"}
    return [one for one in comparisons if one]


@pytest.mark.parametrize(("chances", "truth"), [(HELPS, 0.25), (HARMS, -0.25)])
def test_following_that_helps_or_harms_is_seen_to_do_so(chances: Chances, truth: float) -> None:
    differences = [one.difference for one in headlines(chances, logs=60)]

    assert all(truth * one.difference > 0 for one in differences)
    assert sum(truth * one.low > 0 and truth * one.high > 0 for one in differences) >= 54
    # 19 of 20 confidence intervals hold the truth: 57 of 60.
    assert sum(one.low < truth < one.high for one in differences) >= 54


@pytest.mark.parametrize("chances", [HELPS, NEITHER])
def test_all_deals_together_would_say_that_following_harms(chances: Chances) -> None:
    simulated = sales(chances)

    steps = np.isin(simulated.log.activities, STEPS)

    naive, _kinds = conformance(only_steps(simulated.log, steps), FLOW, simulated.outcome)

    assert naive.following_won.minus(naive.deviating_won).high < 0


def test_what_makes_no_difference_is_seen_in_19_of_20_logs_as_such() -> None:
    wrong = sum(comparison.differs for comparison in headlines(NEITHER, logs=100))

    assert wrong <= 10


def test_a_skipped_step_is_compared_where_it_shows() -> None:
    simulated = sales(HELPS)
    summary, _kinds = conformance(simulated.log, FLOW, simulated.outcome)
    skipped = next(one for one in summary.top() if one.step == "Offer")

    comparison = compared(simulated).of_deviation(skipped)

    assert comparison is not None
    assert comparison.landmark == "Contract"
    assert comparison.group.trials == skipped.cases
    assert comparison.difference.high < 0


def test_only_what_had_happened_until_the_landmark_counts() -> None:
    at_steps = of_words(("ABXC", 20, WON), ("ABC", 30, LOST), ("AXBC", 15, LOST), ("AB", 40, OPEN))

    groups = {one.landmark: (one.group, one.others) for one in at_steps.comparisons}
    assert groups == {
        "A": ((20, 65), (0, 0)),
        "B": ((20, 50), (0, 15)),
        "C": ((0, 30), (20, 35)),
    }


def test_a_step_done_after_the_landmark_was_missing_there() -> None:
    at_steps = of_words(("ACB", 20, WON), ("ABC", 20, LOST))

    assert at_steps.comparisons[2] == ("C", (0, 20), (20, 20))


def test_the_landmark_is_chosen_by_the_sizes_of_the_groups() -> None:
    small = WinComparison("B", Rate(50, 50), Rate(0, 15))
    large = WinComparison("C", Rate(20, 40), Rate(20, 40))

    assert largest([small, large]) == large
    assert largest([large, large._replace(landmark="D")]) == large
    assert largest([]) is None


def test_a_step_from_which_nearly_all_are_won_is_no_landmark() -> None:
    assert is_decided(400, 0)
    assert is_decided(2, 1_000)
    assert not is_decided(1, 100)
    assert not is_decided(20, 100_000)
    assert of_words(("AXBC", 20, WON), ("ABC", 20, WON), ("A", 50, LOST)).fair == []


@pytest.mark.parametrize(
    ("cases", "obstacle"),
    [
        ([("XY", 20, WON), ("X", 20, LOST)], Obstacle.NO_STEP),
        ([("AB", 20, LOST), ("AC", 20, LOST), ("A", 9, OPEN)], Obstacle.NONE_WON),
        ([("AB", 20, WON), ("AC", 20, WON)], Obstacle.NONE_LOST),
        ([("XAB", 20, WON), ("XA", 20, LOST), ("AB", 14, LOST)], Obstacle.FEW_FOLLOWED),
        ([("ABC", 20, WON), ("ABC", 20, LOST), ("AC", 14, LOST)], Obstacle.FEW_DEVIATED),
        (
            [("AB", 20, WON), ("XC", 20, WON), ("A", 9, LOST), ("XC", 9, LOST)],
            Obstacle.NO_COMMON_STEP,
        ),
        ([("ABC", 20, WON), ("AC", 20, LOST)], None),
        ([], Obstacle.NONE_WON),
    ],
)
def test_why_no_comparison_is_fair_is_said(
    cases: list[tuple[str, int, Outcome]], obstacle: Obstacle | None
) -> None:
    at_steps = of_words(*cases)

    assert at_steps.obstacle == obstacle
    assert (at_steps.headline is None) == (obstacle is not None)


def landmark_of(at_steps: LandmarkConformance, deviation: str, kind: Kind) -> str | None:
    """Where a deviation is compared: a step, or two for an order ("^" is the start)."""
    summary = at_steps.summaries[-1]
    step, after = deviation[-1], deviation[0] if len(deviation) == 2 else None
    steps = (step, None if after == "^" else after)
    numbers = {
        (one.kind, one.step, one.after): one.number for one in summary.top()
    }  # fmt: skip
    shown = Deviation(kind, numbers[(kind, *steps)], *steps, 0)
    comparison = at_steps.of_deviation(shown)
    return comparison and comparison.landmark


def test_each_deviation_is_compared_from_the_step_where_it_shows() -> None:
    missing = of_words(("AC", 20, WON), ("ABC", 20, LOST))
    begins = of_words(("BC", 20, WON), ("ABC", 20, LOST), ("CBC", 20, LOST))
    back = of_words(("ABAC", 20, WON), ("ABC", 20, LOST))
    extra = of_words(("AXBC", 20, WON), ("ABC", 20, LOST))

    assert landmark_of(missing, "B", Kind.MISSING) == "C"
    assert landmark_of(begins, "A", Kind.MISSING) == "B"
    assert landmark_of(back, "BA", Kind.OUT_OF_ORDER) == "C"
    assert landmark_of(extra, "X", Kind.EXTRA) == "B"


def test_what_shows_only_at_the_end_is_not_compared() -> None:
    summary, _kinds = conformance(words(["AB"] * 40), ABC, np.array([WON, LOST] * 20, np.uint8))
    at_steps = of_words(("AB", 20, WON), ("AB", 20, LOST))

    assert [one.step for one in summary.top()] == ["C"]
    assert at_steps.of_deviation(summary.top()[0]) is None
    assert at_steps.of_deviation(Deviation(Kind.OUT_OF_ORDER, 5, None, "B", 20)) is None
    assert at_steps.of_deviation(Deviation(Kind.OUT_OF_ORDER, 5, "B", "X", 20)) is None


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_the_parts_of_a_log_add_up_to_the_whole(parts: int) -> None:
    simulated = sales(NEITHER, deals=300)
    whole = compared(simulated)

    merged = reduce(
        add, (compared(Sales(part, simulated.outcome)) for part in split(simulated.log, parts))
    )

    assert merged.comparisons == whole.comparisons
    assert (merged.won, merged.lost, merged.landmarks) == (whole.won, whole.lost, whole.landmarks)


def test_parts_of_which_one_does_not_reach_a_step_add_up() -> None:
    log = words(["A", "AC", "ABC"])
    ends = np.array([LOST, WON, LOST], np.uint8)
    short, *others = (
        landmark_conformance(log.select(np.array([case])), ABC, ends, "ABC") for case in range(3)
    )

    for merged in (reduce(add, [short, *others]), reduce(add, [*others, short])):
        assert merged.comparisons == landmark_conformance(log, ABC, ends, "ABC").comparisons


def test_it_travels_from_one_machine_to_another() -> None:
    at_steps = of_words(("AC", 20, WON), ("ABC", 20, LOST))

    assert unpack(pack(at_steps)).comparisons == at_steps.comparisons
