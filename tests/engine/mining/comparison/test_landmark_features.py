"""What sets won cases apart among those that reached the same step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.comparison.differences import (
    SMALLEST_GROUP,
    ShareFinding,
    win_findings,
)
from pipeloop.engine.mining.comparison.features import UNKNOWN, About, Feature, Range
from pipeloop.engine.mining.comparison.landmark_features import Landmarks
from pipeloop.engine.mining.conformance.conformance_kernels import Outcome
from tests.engine.logs import log_of
from tests.engine.mining.simulated import STEPS, Chances, Sales, sales
from tests.engine.mining.words import words


def landmarks_of(log: EventLog, won: Iterable[bool], steps: str, smallest: int = 1) -> Landmarks:
    codes = [log.activities.index(step) for step in steps]
    return Landmarks(log, codes, np.array([*won], np.bool_), smallest)


def about(features: Iterable[Feature], kind: About) -> list[Feature]:
    return [feature for feature in features if feature.about is kind]


def of_sales(simulated: Sales, people: Sequence[str] = ()) -> list[ShareFinding]:
    """What sets won deals of a simulated log apart."""
    log, won = simulated.log, simulated.outcome == Outcome.WON
    codes = [log.activities.index(step) for step in STEPS]
    landmarks = Landmarks(log, codes, won, SMALLEST_GROUP)
    features = landmarks.features([log.resources.index(name) for name in people])
    return win_findings(features, won, np.ones(len(won), np.bool_))


def test_passing_a_step_is_compared_at_the_nearest_later_one_with_enough_cases() -> None:
    log = words(["ABCD"] * 2 + ["ACD", "ACBD", "ABD", "AB", "A"])
    won = [True, False, True, False, True, False, False]

    (passed_b,) = [
        feature
        for feature in about(landmarks_of(log, won, "ABCD", 2).features(), About.STEP)
        if feature.name == "B"
    ]

    assert (passed_b.landmark, passed_b.values) == ("C", (None,))
    # Passing it later, or never coming to the landmark, is no passing before it.
    assert passed_b.codes.tolist() == [0, 0, 1, 1, UNKNOWN, UNKNOWN, UNKNOWN]


def test_a_landmark_whose_cases_all_end_alike_is_none() -> None:
    log = words(["ABC"] * 3 + ["AC"] * 3 + ["A"] * 3)
    won = [True] * 6 + [False] * 3

    assert about(landmarks_of(log, won, "ABC").features(), About.STEP) == []


def test_returns_are_counted_until_the_landmark_of_the_largest_groups() -> None:
    log = words(["ABAC", "ABABC", "ABC", "ABC", "ACAB", "A"])
    won = [True, False, True, False, True, False]

    (returns,) = about(landmarks_of(log, won, "ABC").features(), About.RETURNS)

    assert returns.landmark == "C"
    assert returns.codes.tolist() == [1, 2, 0, 0, 0, UNKNOWN]
    assert returns.values == (Range(0, 0), Range(1, 1), Range(2, 2))


def test_a_person_is_compared_where_they_brought_most_cases() -> None:
    log = log_of([
        ("0", "A", 0, "Ann"), ("0", "B", 1, "Bob"),
        ("1", "A", 0, "Ann"), ("1", "B", 1, "Bob"), ("1", "A", 2, "Bob"),
        ("2", "A", 0, "Bob"), ("2", "B", 1, "Ann"),
        ("3", "A", 0, "Ann"), ("3", "B", 1, ""),
        ("4", "A", 0, "Ann"),
    ])  # fmt: skip
    people = [log.resources.index(name) for name in ("Ann", "Bob")]
    won = [True, False, True, False, False]

    ann, bob = about(landmarks_of(log, won, "AB").features(people), About.PERSON)

    assert (ann.landmark, ann.values, ann.codes.tolist()) == ("A", ("Ann",), [0, 0, 1, 0, 0])
    assert (bob.landmark, bob.codes.tolist()) == ("B", [0, 0, 1, UNKNOWN, UNKNOWN])


def test_without_cases_there_is_nothing_to_compare() -> None:
    assert list(landmarks_of(words([]), [], "ABC").features([0])) == []
    assert list(landmarks_of(words(["", ""]), [True, False], "ABC").features([0])) == []


@pytest.mark.parametrize(("followed", "skipped"), [(0.6, 0.3), (0.3, 0.6)])
def test_a_step_that_helps_or_harms_is_found_among_those_that_came_as_far(
    followed: float, skipped: float
) -> None:
    findings = of_sales(sales(Chances(followed_won=followed, skipped_won=skipped)))

    (offer,) = [finding for finding in findings if finding.sure]
    assert (offer.about, offer.name, offer.landmark) == (About.STEP, "Offer", "Contract")
    assert offer.difference.low < followed - skipped < offer.difference.high


def test_a_step_that_only_won_cases_come_to_is_no_finding() -> None:
    # Whoever wins passes acceptance, then pays; few pay without it.
    paths = ["OAP"] * 97 + ["OP"] * 3 + ["O"] * 100
    won = [True] * 100 + [False] * 100

    landmarks = landmarks_of(words(paths, letters="OAP"), won, "OAP")

    assert list(landmarks.features()) == []


def test_whoever_comes_late_or_early_is_neither_praised_nor_blamed() -> None:
    # Ann does early steps, Bob late ones; what they do makes no difference.
    findings = of_sales(sales(Chances(lost_early=0.8)), people=("Ann", "Bob"))

    assert [finding for finding in findings if finding.about is About.PERSON and finding.sure] == []


def test_whoever_makes_a_difference_is_found_at_their_step() -> None:
    random = np.random.default_rng(3)
    rows, won = [], []
    for deal in range(900):
        lost_early = random.random() < 0.6
        closer = ("Bob", "Cid", "Dan")[deal % 3]
        is_won = bool(not lost_early and random.random() < (0.7 if closer == "Bob" else 0.35))
        rows += [(str(deal), "A", 0, "Ann")]
        rows += [] if lost_early else [(str(deal), "B", 1, closer)]
        won.append(is_won)
    log = log_of(rows)
    people = [log.resources.index(name) for name in ("Ann", "Bob")]
    features = landmarks_of(log, won, "AB", SMALLEST_GROUP).features(people)

    (bob,) = win_findings(features, np.array(won), np.ones(900, np.bool_))

    assert (bob.value, bob.landmark, bob.sure) == ("Bob", "B", True)
    assert bob.difference.low < 0.35 < bob.difference.high


def by_chance(random: np.random.Generator) -> tuple[EventLog, NDArray[np.bool_]]:
    """Cases of which most are lost early; the others win by chance, whatever was done by whom."""
    rows: list[tuple[str, str, int, str]] = []
    won = []
    for case in range(600):
        is_lost_early = random.random() < 0.5
        middle = "".join(random.choice(list("BCBD"), int(random.integers(0, 4))))
        path = "A" * int(random.integers(1, 3)) if is_lost_early else f"A{middle}EF"
        people = random.choice(list("xyz"), len(path))
        rows += [(str(case), step, place, str(people[place])) for place, step in enumerate(path)]
        won.append(bool(not is_lost_early and random.random() < 0.4))
    return log_of(rows, activities="ABCDEF", resources=("", *"xyz")), np.array(won)


def test_where_nothing_differs_at_most_one_look_in_twenty_finds_something() -> None:
    random = np.random.default_rng(11)
    compared, surely = [], 0
    for _run in range(100):
        log, won = by_chance(random)
        features = landmarks_of(log, won, "ABCDEF", SMALLEST_GROUP).features(range(1, 4))
        findings = win_findings(features, won, np.ones(len(won), np.bool_))
        compared.append(len(findings))
        surely += any(finding.sure for finding in findings)

    assert min(compared) >= 6
    # Of 100 looks 5 may find something, and chance adds its part.
    assert surely <= 10
