"""Tests of chance, against published examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.evidence.significance import (
    false_discoveries,
    mean_ranks,
    rank_sum,
    two_proportions,
)


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        # Fisher's lady tasting tea, and his twins of criminals (fisher.test of R).
        ((3, 4), (1, 4), 0.4857),
        ((10, 13), (2, 17), 0.0005367),
        ((5, 5), (0, 5), 0.007937),
    ],
)
def test_small_tables_are_tested_exactly(
    one: tuple[int, int], other: tuple[int, int], p: float
) -> None:
    assert two_proportions(*one, *other) == pytest.approx(p, rel=1e-3)


def test_a_large_table_is_tested_nearly_as_exactly() -> None:
    # 30 of 4000 against 70 of 6000, exactly on the border and just beyond it.
    assert two_proportions(30, 4000, 70, 6000) == pytest.approx(0.0405, abs=1e-4)
    assert two_proportions(30, 4000, 70, 6001) == pytest.approx(0.0403, abs=1e-4)


@pytest.mark.parametrize(
    ("one", "other"), [((0, 0), (3, 9)), ((0, 9000), (0, 9000)), ((9000, 9000), (9000, 9000))]
)
def test_groups_without_a_difference_are_no_evidence(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    assert two_proportions(*one, *other) == 1


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="successes lie"):
        two_proportions(5, 4, 1, 2)


def test_five_of_fifteen_findings_look_sure_and_four_are() -> None:
    # Benjamini and Hochberg 1995, section 4.1.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]

    q = false_discoveries(p)

    assert (np.array(p) <= 0.05).sum() == 9
    assert (q <= 0.05).sum() == 4
    assert q[:4].tolist() == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])


def test_findings_keep_their_order_and_none_stays_none() -> None:
    assert false_discoveries([0.5, 0.01, 0.04]).tolist() == pytest.approx([0.5, 0.03, 0.06])
    assert len(false_discoveries([])) == 0


def test_equal_values_share_their_mean_rank() -> None:
    ranks, ties = mean_ranks([1, 2, 3])

    assert ranks.tolist() == [1, 2.5, 5]
    assert ties == (8 - 2) + (27 - 3)


def test_a_rank_sum_is_tested_as_in_the_textbook() -> None:
    # Hollander and Wolfe 1973, page 69: permeability of a membrane at term and before.
    term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    before = [1.15, 0.88, 0.90, 0.74, 1.21]
    _value, place, count = np.unique(term + before, return_inverse=True, return_counts=True)
    ranks, ties = mean_ranks(count)
    total = float(ranks[place[:10]].sum())

    assert total - 10 * 11 / 2 == 35
    # The normal limit with continuity correction, (35 - 25 - 1/2) / 8.165 from the middle.
    assert rank_sum(total, 10, 15, ties) == pytest.approx(0.2446, abs=1e-4)


def test_values_that_are_all_equal_rank_alike() -> None:
    ranks, ties = mean_ranks([20])

    assert rank_sum(float(ranks[0] * 10), 10, 20, ties) == 1


share = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda s: (min(s), max(s)))


@given(share, share)
def test_which_group_comes_first_does_not_matter(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    p = two_proportions(*one, *other)

    assert 0 < p <= 1
    assert two_proportions(*other, *one) == pytest.approx(p)
