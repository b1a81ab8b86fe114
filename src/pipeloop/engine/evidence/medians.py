"""Ratios of medians with their confidence intervals, without drawing random samples."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.evidence.shares import normal_quantile

# Up to so many values the binomial distribution itself is used.
_EXACT_UP_TO = 1_000


class Ratio(NamedTuple):
    """How many times greater one median is than another, with its confidence interval."""

    ratio: float
    low: float
    high: float


def median_ratio(
    values: NDArray[np.float64], others: NDArray[np.float64], *, level: float = 0.95
) -> Ratio:
    """The ratio of two medians with its confidence interval, from their ordered values.

    Bonett and Price 2020, Journal of Educational and Behavioral Statistics 45, 750-770.

    Args:
        values, others: all above 0, rising; at least 2 of each.
        level: how often such an interval contains the true ratio, between 0 and 1.

    Raises:
        ValueError: fewer values, or one not above 0.
    """
    if min(len(values), len(others)) < 2 or min(values[0], others[0]) <= 0:
        raise ValueError("a ratio of medians needs two groups of values above 0")
    log_ratio = math.log(np.median(values) / np.median(others))
    half = normal_quantile(level) * math.hypot(_error(values), _error(others))
    return Ratio(math.exp(log_ratio), math.exp(log_ratio - half), math.exp(log_ratio + half))


def _error(values: NDArray[np.float64]) -> float:
    """Standard error of the logarithm of a median, from how far two ordered values lie apart."""
    count = len(values)
    place = max(1, round(count / 2 - math.sqrt(count)))
    width = math.log(values[count - place] / values[place - 1])
    return width / (2 * _deviations(count, place))


def _deviations(count: int, place: int) -> float:
    """How many standard errors below the median the value at a place, from 1, lies."""
    if count <= _EXACT_UP_TO:
        below = sum(math.comb(count, smaller) for smaller in range(place)) / 2**count
        return -NormalDist().inv_cdf(below)
    return (count / 2 - place + 0.5) / (math.sqrt(count) / 2)
