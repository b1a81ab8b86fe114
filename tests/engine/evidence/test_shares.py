"""Intervals of shares, against published ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.evidence.shares import Rate, newcombe, share, wilson


def test_28_deals_of_46_won_give_46_to_74_percent() -> None:
    low, high = wilson(28, 46)

    assert (round(float(low), 2), round(float(high), 2)) == (0.46, 0.74)


@pytest.mark.parametrize(
    ("won", "tried", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_that_of_newcombes_table(won: int, tried: int, low: float, high: float) -> None:
    assert np.allclose(wilson(won, tried), (low, high), atol=5e-5)


def test_shares_are_computed_in_arrays_and_are_unknown_without_trials() -> None:
    low, high = wilson([28, 0, 5], [46, 0, 5])

    assert low.shape == high.shape == (3,)
    assert (low[1], high[1], high[2]) == (0.0, 1.0, 1.0)
    assert np.isnan(share([0], [0])[0])


def test_a_higher_level_is_a_wider_interval() -> None:
    low, high = wilson(28, 46, level=0.99)

    assert low < wilson(28, 46)[0]
    assert high > wilson(28, 46)[1]


@pytest.mark.parametrize(("won", "tried"), [(5, 4), (-1, 4)])
def test_more_won_than_tried_is_refused(won: int, tried: int) -> None:
    with pytest.raises(ValueError, match="successes lie"):
        wilson(won, tried)


@pytest.mark.parametrize(
    ("one", "other", "difference", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10.
        ((56, 70), (48, 80), 0.2, 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.6, 0.1705, 0.8090),
        ((10, 10), (0, 20), 1.0, 0.6791, 1.0),
    ],
)
def test_a_difference_is_that_of_newcombes_table(
    one: tuple[int, int], other: tuple[int, int], difference: float, low: float, high: float
) -> None:
    assert np.allclose(newcombe(*one, *other), (difference, low, high), atol=5e-5)
    assert np.allclose(Rate(*one).minus(Rate(*other)), (difference, low, high), atol=5e-5)


def test_an_empty_group_gives_no_difference() -> None:
    difference = Rate(0, 0).minus(Rate(3, 10))

    assert np.isnan(difference.difference)
    assert (difference.low, difference.high) == (-1, 1)


def test_a_rate_has_its_share_and_interval() -> None:
    rate = Rate(28, 46)

    assert round(rate.share, 3) == 0.609
    assert [round(end, 2) for end in rate.interval] == [0.46, 0.74]
    assert np.isnan(Rate(0, 0).share)


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_contains_its_share(won: int, more: int) -> None:
    low, high = wilson(won, won + more)

    assert 0 <= low <= won / (won + more) <= high <= 1
