from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeloop.engine.mining.organisation import handovers as handover_module
from pipeloop.engine.mining.organisation.handovers import handovers, handovers_between_people
from tests.engine.logs import Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_summary

LOG = log_of([
    ("a", "A", 0, "ann"), ("a", "B", 10, "ann"), ("a", "C", 15, ""), ("a", "D", 30, "bob"),
    ("a", "E", 70, "cat"), ("a", "F", 80, "bob"),
    ("b", "A", 0, ""), ("b", "B", 5, "bob"), ("b", "C", 6, "cat"),
    ("c", "A", 0, ""),
], resources=("", "ann", "bob", "cat"))  # fmt: skip
UNKNOWN, HUNTER, CLOSER = range(3)
ROLE = np.array([UNKNOWN, HUNTER, CLOSER, CLOSER])


def test_a_case_is_handed_over_between_two_people() -> None:
    summary = handovers(LOG, ROLE, 3)
    assert list(zip(summary.source.tolist(), summary.target.tolist(), strict=True)) == [
        (HUNTER, CLOSER), (CLOSER, CLOSER),
    ]  # fmt: skip
    assert summary.count.tolist() == [1, 3]
    assert summary.cases.tolist() == [1, 2]


def test_the_time_lost_is_from_the_last_act_of_one_to_the_first_of_the_next() -> None:
    summary = handovers(LOG, ROLE, 3)
    # Ann's second act is at 10, Bob's first one at 30: the event of nobody between is passed over.
    assert summary.seconds.tolist() == [20, 40 + 10 + 1]
    assert summary.quantile_s(0.5).tolist() == [20, 10]


def test_roles_of_the_first_and_the_last_person_are_counted() -> None:
    summary = handovers(LOG, ROLE, 3)
    assert summary.first.tolist() == [0, 1, 1]
    assert summary.last.tolist() == [0, 0, 2]


def test_events_of_unknown_people_are_counted() -> None:
    assert handovers(LOG, ROLE, 3).unknown_events == 3
    assert handovers_between_people(LOG).unknown_events == 3


def test_every_person_needs_a_role() -> None:
    with pytest.raises(ValueError, match="each person"):
        handovers(LOG, ROLE[:2], 3)


def test_five_thousand_people_hand_over_to_each_other() -> None:
    people = [f"person {number}" for number in range(5_000)]
    log = log_of([("a", "A", at, name) for at, name in enumerate(people)])
    summary = handovers_between_people(log)
    assert summary.count.tolist() == summary.cases.tolist() == [1] * 4_999
    assert (summary.first[1], summary.last[-1], summary.unknown_events) == (1, 1, 0)


@given(rows())
def test_handovers_are_between_known_and_different_people(events: list[Row]) -> None:
    log = named(events)
    summary = handovers_between_people(log)
    expected: Counter[tuple[str, str]] = Counter()
    for case in listed(log).values():
        people = [who for _step, _at, who in case if who]
        expected.update((giver, taker) for giver, taker in pairwise(people) if giver != taker)
    names = [
        (log.resources[source], log.resources[target])
        for source, target in zip(summary.source, summary.target, strict=True)
    ]
    assert dict(zip(names, summary.count.tolist(), strict=True)) == expected
    assert summary.unknown_events == sum(not who for _case, _step, _at, who in events)


roles = st.lists(st.integers(0, 1), min_size=3, max_size=3).map(np.array)


@given(rows(), st.integers(1, 4), roles)
def test_handovers_of_any_parts_add_up_to_those_of_the_whole(
    events: list[Row], parts: int, role_of: NDArray[np.int64]
) -> None:
    log = named(events)
    summed = reduce(add, (handovers(part, role_of, 2) for part in split(log, parts)))
    assert same_summary(summed, handovers(log, role_of, 2))


@given(rows(), st.integers(1, 4), roles)
@settings(max_examples=40)
def test_too_many_roles_for_a_table_have_the_same_handovers(
    events: list[Row], parts: int, role_of: NDArray[np.int64]
) -> None:
    log = named(events)
    summary = handovers(log, role_of, 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handover_module, "WIDEST", 0)
        assert same_summary(handovers(log, role_of, 2), summary)
        summed = reduce(add, (handovers(part, role_of, 2) for part in split(log, parts)))
        assert same_summary(summed, summary)
