"""The rule of hanging: limits of a stay, and which usual time it is measured by."""

import numpy as np
import pytest

from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.hanging import (
    HANGS,
    OVERDUE_SIGNS,
    POINTS,
    UsualTime,
    hanging_level,
    overdue_after,
    usual_time,
)

DAY = 9 * 3600


@pytest.mark.parametrize(
    ("usual_days", "warns", "hangs"),
    [(4, 6, 8), (10, 15, 20), (2, 3, 4), (1, 2, 2), (0.1, 1.1, 1.1)],
)
def test_a_stay_is_long_after_one_and_a_half_usual_times_and_at_least_one_day_more(
    usual_days: float, warns: float, hangs: float
) -> None:
    limits = overdue_after(usual_days * DAY, DAY)
    assert [float(limit) / DAY for limit in limits] == pytest.approx([warns, hangs])


def test_many_limits_are_those_of_each_and_unknown_stays_unknown() -> None:
    warns, hangs = overdue_after(np.array([4.0 * DAY, np.nan]), DAY)
    assert (warns[0], hangs[0]) == (6 * DAY, 8 * DAY)
    assert np.isnan(warns[1])
    assert np.isnan(hangs[1])


def test_both_signs_of_a_long_stay_together_make_a_deal_hang() -> None:
    assert sum(POINTS[sign] for sign in OVERDUE_SIGNS) >= HANGS
    assert hanging_level(np.array([0, 1, 2, 3, 5])).tolist() == [0, 1, 1, 2, 2]


def test_the_own_median_counts_from_the_smallest_sample_on() -> None:
    few = usual_time(median_s=3.0, departures=SMALLEST_SAMPLE - 1, template_s=8.0)
    assert few == UsualTime(8.0, SMALLEST_SAMPLE - 1, is_own=False)
    enough = usual_time(median_s=3.0, departures=SMALLEST_SAMPLE, template_s=8.0)
    assert enough == UsualTime(3.0, SMALLEST_SAMPLE, is_own=True)


def test_without_departures_and_without_a_template_no_time_is_usual() -> None:
    assert usual_time(median_s=None, departures=0, template_s=None) is None
    assert usual_time(median_s=3.0, departures=2, template_s=None) is None
