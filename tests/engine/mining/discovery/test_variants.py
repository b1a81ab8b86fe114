from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import add

from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.discovery.variants import case_keys, variants
from tests.engine.logs import Row, listed, log_of, named, rows, split
from tests.engine.mining.same import same_variants


def test_the_most_frequent_variant_is_first_then_the_earliest() -> None:
    log = log_of([
        ("a", "lead", 0), ("b", "lead", 0), ("b", "call", 5),
        ("c", "lead", 1), ("c", "call", 8), ("d", "call", 1),
    ])  # fmt: skip
    paths = variants(log)
    assert [log.path(case) for case in paths.example] == [("lead", "call"), ("lead",), ("call",)]
    assert paths.count.tolist() == [2, 1, 1]
    assert paths.seconds.tolist() == [12, 0, 0]


@given(rows())
def test_every_case_is_on_one_path(events: list[Row]) -> None:
    log = named(events)
    paths = variants(log)
    expected = Counter(tuple(step for step, _at, _who in case) for case in listed(log).values())
    names = [log.path(case) for case in paths.example]
    assert dict(zip(names, paths.count, strict=True)) == expected


@given(rows(), st.integers(1, 4))
def test_paths_of_any_parts_add_up_to_those_of_the_whole(events: list[Row], parts: int) -> None:
    log = named(events)
    assert same_variants(reduce(add, map(variants, split(log, parts))), variants(log))


def test_a_path_is_known_by_the_key_of_its_cases() -> None:
    log = log_of(
        [("a", "A", 0), ("a", "B", 1), ("b", "B", 0), ("b", "A", 1), ("c", "A", 3), ("c", "B", 4)]
    )
    one, two, three = (tuple(key) for key in case_keys(log))
    assert one == three != two


def test_the_same_step_again_is_another_path() -> None:
    log = log_of(
        [("a", "A", 0), ("b", "A", 0), ("b", "A", 1), ("c", "A", 0), ("c", "A", 1), ("c", "A", 2)]
    )
    assert len(variants(log).count) == 3
