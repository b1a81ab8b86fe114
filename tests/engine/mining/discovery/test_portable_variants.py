from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import add

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.partition import ARRIVAL
from pipeloop.engine.mining.discovery.portable_variants import PortableVariants, portable_variants
from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.engine.mining.json_shapes import variants_as_dict
from tests.engine.logs import Row, log_of, named, rows, split
from tests.engine.mining.same import same_variants


def _same(one: PortableVariants, other: PortableVariants) -> bool:
    return (
        same_variants(one.variants, other.variants)
        and np.array_equal(one.steps, other.steps)
        and np.array_equal(one.ends, other.ends)
    )


@given(rows(), st.integers(1, 4))
def test_variants_of_any_parts_add_up_to_those_of_the_whole(events: list[Row], parts: int) -> None:
    log = named(events)
    assert _same(reduce(add, map(portable_variants, split(log, parts))), portable_variants(log))


@given(rows())
def test_portable_variants_are_those_of_the_log(events: list[Row]) -> None:
    log = named(events)
    examples, paths = portable_variants(log).as_log(log)
    assert variants_as_dict(examples, paths) == variants_as_dict(log, variants(log))


def test_the_way_that_arrived_first_is_first_whichever_part_it_comes_from() -> None:
    late = _arriving(log_of([("a", "A", 0), ("b", "B", 0)], activities="ABC"), 30, 40)
    early = _arriving(log_of([("c", "C", 0), ("d", "B", 0)], activities="ABC"), 10, 20)
    paths = portable_variants(late) + portable_variants(early)
    assert paths.variants.example.tolist() == [20, 10, 30]
    examples, _found = paths.as_log(late)
    assert [examples.path(case) for case in range(3)] == [("B",), ("C",), ("A",)]


def _arriving(log: EventLog, *numbers: int) -> EventLog:
    return replace(log, numbers={ARRIVAL: np.array(numbers, np.float64)})
