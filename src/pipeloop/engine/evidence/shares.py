"""Shares with their confidence intervals, and the difference of two shares."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def wilson(
    successes: ArrayLike, trials: ArrayLike, *, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """The confidence interval of a share: the score interval of Wilson 1927, without correction.

    Args:
        successes: how many of `trials`, of one shape with it.
        level: how often such an interval contains the true share, between 0 and 1.

    Returns:
        Lower and upper ends, of the same shape; from 0 to 1 where nothing was tried.

    Raises:
        ValueError: more successes than trials, or fewer than none.
    """
    won, tried = np.asarray(successes, np.float64), np.asarray(trials, np.float64)
    if ((won < 0) | (won > tried)).any():
        raise ValueError("successes lie between none and all trials")
    z = normal_quantile(level)
    center = won + z * z / 2
    half = z * np.sqrt(won * (tried - won) / np.maximum(tried, 1) + z * z / 4)
    # Rounding alone could leave an end beside 0 or 1 where it is exactly that.
    low = np.where(won == 0, 0.0, (center - half) / (tried + z * z))
    high = np.where(won == tried, 1.0, (center + half) / (tried + z * z))
    return low, high


class Difference(NamedTuple):
    """How much greater one share is than another, with its confidence interval."""

    difference: float
    low: float
    high: float


class Rate(NamedTuple):
    """How many of how many."""

    successes: int
    trials: int

    @property
    def share(self) -> float:
        """From 0 to 1, not a number where nothing was tried."""
        return self.successes / self.trials if self.trials else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval of the share; see `wilson`."""
        low, high = wilson(self.successes, self.trials)
        return float(low), float(high)

    def minus(self, other: Rate) -> Difference:
        """The difference of both shares with its 95 % confidence interval; see `newcombe`."""
        return Difference(*(float(value) for value in newcombe(*self, *other)))


def newcombe(
    successes: ArrayLike,
    trials: ArrayLike,
    other_successes: ArrayLike,
    other_trials: ArrayLike,
    *,
    level: float = 0.95,
) -> tuple[Numbers, Numbers, Numbers]:
    """The difference of two independent shares: method 10 of Newcombe 1998, from Wilson's ends.

    Args:
        successes, trials: of the one group; of one shape.
        other_successes, other_trials: of the other; of the same shape.
        level: how often such an interval contains the true difference, between 0 and 1.

    Returns:
        The difference, its lower and its upper end; not a number and -1 to 1 where a group is
        empty.

    Raises:
        ValueError: more successes than trials, or fewer than none.
    """
    first, second = share(successes, trials), share(other_successes, other_trials)
    low, high = wilson(successes, trials, level=level)
    other_low, other_high = wilson(other_successes, other_trials, level=level)
    difference = first - second
    below = np.sqrt((first - low) ** 2 + (other_high - second) ** 2)
    above = np.sqrt((high - first) ** 2 + (second - other_low) ** 2)
    is_known = ~np.isnan(difference)
    return (
        difference,
        np.where(is_known, difference - below, -1.0),
        np.where(is_known, difference + above, 1.0),
    )


def share(successes: ArrayLike, trials: ArrayLike) -> Numbers:
    """Successes among trials, not a number where nothing was tried."""
    tried = np.asarray(trials, np.float64)
    shares: Any = np.asarray(successes, np.float64) / np.where(tried > 0, tried, np.nan)
    return np.asarray(shares, np.float64)


def normal_quantile(level: float) -> float:
    """How many standard deviations to each side hold a share of a normal distribution."""
    return NormalDist().inv_cdf((1 + level) / 2)
