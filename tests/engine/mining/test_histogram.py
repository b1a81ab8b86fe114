from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.histogram import (
    BUCKETS,
    DurationHistogram,
    bucket,
    buckets_for,
    midpoints,
    quantile,
)

SECONDS = st.integers(0, 100) | st.integers(0, 10**9)


def counted(seconds: list[int]) -> DurationHistogram:
    cells = np.array([bucket(second) for second in seconds], np.int64)
    return DurationHistogram.summed(1, cells, np.ones(len(cells), np.int64))


@given(st.integers(1, 10**12))
def test_a_bucket_stands_for_a_duration_near_all_it_holds(seconds: int) -> None:
    assert midpoints(BUCKETS)[bucket(seconds)] == pytest.approx(seconds, rel=0.016)


def test_every_second_below_64_has_a_bucket_of_its_own() -> None:
    values = [midpoints(BUCKETS)[bucket(second)] for second in range(64)]
    assert values == list(range(64))
    assert bucket(-5) == 0


def test_the_longest_duration_has_a_bucket() -> None:
    assert buckets_for(2**63 - 1) <= BUCKETS


@given(st.lists(SECONDS, min_size=1), st.floats(0, 1))
def test_a_quantile_is_near_the_one_of_the_durations(seconds: list[int], share: float) -> None:
    summary = counted(seconds).quantile(share)[0]
    assert summary == pytest.approx(np.quantile(seconds, share), rel=0.016, abs=1e-6)


@given(st.lists(SECONDS), st.lists(SECONDS))
def test_histograms_add_up_and_are_taken_apart(one: list[int], other: list[int]) -> None:
    both = counted(one) + counted(other)
    whole = counted([*one, *other])
    assert both.cell.tolist() == whole.cell.tolist()
    assert both.count.tolist() == whole.count.tolist()
    rest = both + -counted(other)
    assert rest.cell.tolist() == counted(one).cell.tolist()


def test_an_empty_row_has_no_quantile() -> None:
    counts = np.zeros((2, 60), np.int64)
    counts[1, bucket(3)] = 4
    assert np.isnan(quantile(counts, 0.5)[0])
    assert quantile(counts, 0.5)[1] == 3
    assert np.isnan(DurationHistogram.of(np.zeros((1, 5), np.int64)).quantile(0.5)).all()
