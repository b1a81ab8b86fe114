from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.organisation.handovers import handovers
from tests.engine.logs import Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_map

LOG = log_of([
    ("a", "A", 0, "ann"), ("a", "B", 10, "ann"), ("a", "C", 15, ""), ("a", "D", 30, "bob"),
    ("a", "E", 70, "cat"), ("a", "F", 80, "bob"),
    ("b", "A", 0, ""), ("b", "B", 5, "bob"), ("b", "C", 6, "cat"),
    ("c", "A", 0, ""),
], resources=("", "ann", "bob", "cat"))  # fmt: skip
UNKNOWN, HUNTER, CLOSER = range(3)
ROLE = np.array([UNKNOWN, HUNTER, CLOSER, CLOSER])


def test_a_case_is_handed_over_between_two_people() -> None:
    found = handovers(LOG, ROLE, 3)
    assert list(zip(found.source.tolist(), found.target.tolist(), strict=True)) == [
        (HUNTER, CLOSER), (CLOSER, CLOSER),
    ]  # fmt: skip
    assert found.count.tolist() == [1, 3]
    assert found.cases.tolist() == [1, 2]


def test_the_time_lost_is_from_the_last_act_of_one_to_the_first_of_the_next() -> None:
    found = handovers(LOG, ROLE, 3)
    # Ann's second act is at 10, Bob's first one at 30: what nobody did between does not count.
    assert found.seconds.tolist() == [20, 40 + 10 + 1]
    assert found.quantile_s(0.5).tolist() == [20, 10]


def test_roles_of_the_first_and_the_last_person_are_counted() -> None:
    found = handovers(LOG, ROLE, 3)
    assert found.first.tolist() == [0, 1, 1]
    assert found.last.tolist() == [0, 0, 2]


def test_every_person_needs_a_role_and_roles_are_few() -> None:
    with pytest.raises(ValueError, match="each person"):
        handovers(LOG, ROLE[:2], 3)
    with pytest.raises(ValueError, match="roles"):
        handovers(LOG, ROLE, 10**6)


@given(rows())
def test_hand_overs_are_those_of_people_who_are_told(found: list[Row]) -> None:
    log = named(found)
    told = handovers(log, np.arange(3), 3)
    wanted: Counter[tuple[str, str]] = Counter()
    for case in listed(log).values():
        people = [who for _step, _at, who in case if who]
        wanted.update((one, other) for one, other in pairwise(people) if one != other)
    names = [
        (log.resources[source], log.resources[target])
        for source, target in zip(told.source, told.target, strict=True)
    ]
    assert dict(zip(names, told.count.tolist(), strict=True)) == wanted


@given(rows(), st.integers(1, 4), st.lists(st.integers(0, 1), min_size=3, max_size=3))
def test_hand_overs_of_any_parts_add_up_to_those_of_the_whole(
    found: list[Row], parts: int, role: list[int]
) -> None:
    log, role_of = named(found), np.array(role)
    summed = reduce(add, (handovers(part, role_of, 2) for part in split(log, parts)))
    assert same_map(summed, handovers(log, role_of, 2))
