from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import numpy as np
import pytest
from hypothesis import given

from pipeloop.engine.eventlog.building import build
from pipeloop.engine.eventlog.log import UNKNOWN
from pipeloop.engine.eventlog.string_array import StringArray
from tests.engine.logs import Row, listed, log_of, named, rows


@given(rows())
def test_events_are_in_the_order_of_time_and_at_one_moment_in_that_of_arrival(
    events: list[Row],
) -> None:
    by_case = sorted(events, key=itemgetter(0, 2))
    expected = {
        case: [(step, at, who) for _case, step, at, who in group]
        for case, group in groupby(by_case, key=itemgetter(0))
    }
    assert listed(named(events)) == expected


def test_a_part_of_a_second_orders_events_before_it_is_dropped() -> None:
    log = build(
        np.zeros(2, np.int64), np.array([1, 0]), np.array([900_000, 100_000]),
        case_ids=StringArray.of(["one"]), activities=["first", "second"],
    )  # fmt: skip
    assert log.path(0) == ("first", "second")
    assert log.time.tolist() == [0, 0]


def test_columns_take_as_few_bytes_as_hold_them() -> None:
    log = log_of([("a", str(step), step) for step in range(300)])
    assert (log.activity.dtype, log.time.dtype, log.resource.dtype) == ("uint16", "int32", "uint8")
    long = log_of([("a", "A", 0), ("a", "A", 2**32)])
    assert long.time.tolist() == [0, 2**32]


def test_when_work_began_is_known_only_where_it_is_not_after_the_end() -> None:
    log = build(
        np.zeros(3, np.int64), np.zeros(3, np.int64), np.array([10, 20, 30]) * 10**6,
        began=np.array([5 * 10**6, UNKNOWN, 31 * 10**6]),
        case_ids=StringArray.of(["one"]), activities=["A"],
    )  # fmt: skip
    assert log.start == 5
    assert log.began is not None
    assert log.began.tolist() == [0, UNKNOWN, UNKNOWN]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        build(np.zeros(1, np.int64), np.zeros(2, np.int64), np.zeros(1, np.int64),
              case_ids=StringArray.of(["one"]), activities=["A"])  # fmt: skip


def test_a_log_of_nothing_is_a_log() -> None:
    log = log_of([])
    assert (log.case_count, log.event_count) == (0, 0)


def test_texts_are_read_by_their_index() -> None:
    texts = StringArray.of(["сделка", "", "deal"])
    assert list(texts) == ["сделка", "", "deal"]
    assert texts[0] == "сделка"
