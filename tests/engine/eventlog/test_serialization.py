from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.serialization import pack, unpack
from pipeloop.engine.mining.discovery.dfg import DirectlyFollows, discover_dfg
from pipeloop.engine.mining.discovery.pairs import step_pairs
from pipeloop.engine.mining.discovery.portable_variants import portable_variants
from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.engine.mining.histogram import DurationHistogram
from pipeloop.engine.mining.organisation.handovers import handovers_between_people
from tests.engine.logs import Row, log_of, named, rows
from tests.engine.mining.same import same_map


def _same(one: Any, other: Any) -> bool:
    """Whether both hold the same, down to the kinds of their numbers."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if hasattr(one, "__dataclass_fields__"):
        return type(one) is type(other) and all(
            _same(value, getattr(other, name)) for name, value in vars(one).items()
        )
    return bool(type(one) is type(other) and one == other)


@pytest.mark.parametrize(
    "question", [step_pairs, discover_dfg, handovers_between_people, variants, portable_variants]
)
@given(events=rows())
def test_a_summary_comes_out_as_it_went_in(
    question: Callable[[EventLog], Any], events: list[Row]
) -> None:
    summary = question(named(events))
    assert _same(unpack(pack(summary)), summary)


def test_summaries_that_travelled_add_up() -> None:
    log = log_of([("a", "A", 0), ("a", "B", 7), ("b", "A", 1), ("b", "B", 3)])
    one, two = (discover_dfg(log.select([case])) for case in (0, 1))
    assert same_map(unpack(pack(one)) + unpack(pack(two)), discover_dfg(log))


@pytest.mark.parametrize(
    "value", [None, True, 3, 2**80, 0.1, "шаг", (), (1, ("a", 2.5)), [None, [1]], {"a": (1,)}]
)
def test_what_is_not_an_array_travels_too(value: Any) -> None:
    assert unpack(pack(value)) == value


def test_a_number_of_numpy_becomes_a_plain_one() -> None:
    assert type(unpack(pack((np.int64(5), np.float32(0.5))))[0]) is int


def test_a_dataclass_in_a_tuple_is_found() -> None:
    histogram = DurationHistogram(2, np.array([3]), np.array([4]))
    (unpacked,) = unpack(pack((histogram,)))
    assert _same(unpacked, histogram)


@pytest.mark.parametrize("value", [{1, 2}, object(), (print,), {3: "text"}])
def test_what_cannot_travel_is_refused_before_it_sets_out(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be packed"):
        pack(value)


@dataclass
class Foreign:
    """Not of this package."""

    width: int


def _forged(kind: str) -> bytes:
    shape = json.dumps([kind, ["dict", {"width": ["plain", 1]}]]).encode()
    packed = io.BytesIO()
    np.savez(packed, shape=np.frombuffer(shape, np.uint8))
    return packed.getvalue()


@pytest.mark.parametrize(
    "kind",
    [
        f"{Foreign.__module__}:Foreign",
        "subprocess:Popen",
        "pipeloop.engine.mining.discovery.pairs:count_pairs",
        "pipeloop.engine.mining.discovery.pairs:None",
        DirectlyFollows.__module__,
    ],
)
def test_bytes_make_nothing_but_summaries(kind: str) -> None:
    with pytest.raises(ValueError, match="is not known here"):
        unpack(_forged(kind))
