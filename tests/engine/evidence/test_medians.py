"""Ratios of medians, against a published example and by trial."""

from __future__ import annotations

import numpy as np
import pytest

from pipeloop.engine.evidence.medians import median_ratio


def test_a_ratio_of_medians_is_that_of_the_published_example() -> None:
    # The example of ci.ratio.median2 in the R package statpsych, by Bonett himself.
    one = np.sort(np.array([36.0, 44, 47, 42, 49, 39, 46, 31, 33, 48]))
    other = np.sort(np.array([32.0, 39, 26, 35, 43, 27, 40, 37, 34, 29, 49, 42, 40]))

    assert median_ratio(one, other) == pytest.approx((1.162162, 0.927667, 1.455933), abs=1e-6)


def test_the_interval_contains_the_true_ratio_about_19_times_in_20() -> None:
    random = np.random.default_rng(1)

    def holds() -> bool:
        one = np.sort(random.lognormal(1, 1, 40))
        ratio = median_ratio(one, np.sort(random.lognormal(0, 0.7, 1_500)))
        return ratio.low <= np.e <= ratio.high

    assert 0.93 <= np.mean([holds() for _trial in range(1_000)]) <= 0.98


@pytest.mark.parametrize("values", [[1.0], [0.0, 1.0]])
def test_too_few_values_and_values_of_nothing_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="two groups"):
        median_ratio(np.array(values), np.array([1.0, 2.0]))
