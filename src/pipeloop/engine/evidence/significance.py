"""Tests of significance, and a correction for testing many differences."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
# Up to so many trials a table is tested exactly; beyond, both tests agree to three digits.
EXACT_UP_TO = 10_000
# Tables as likely as the observed one, but for rounding, count as as extreme.
_TOLERANCE = 1e-7


def two_proportions(successes: int, trials: int, other_successes: int, other_trials: int) -> float:
    """How likely two equal shares would differ at least as much (two-sided p).

    Fisher's exact test, with all tables at most as likely as the observed one (Fisher 1935); of
    more than 10,000 trials Pearson's chi-square without correction.

    Raises:
        ValueError: more successes than trials, or fewer than none.
    """
    if not (0 <= successes <= trials and 0 <= other_successes <= other_trials):
        raise ValueError("successes lie between none and all trials")
    if trials + other_trials > EXACT_UP_TO:
        return _chi_square(successes, trials, other_successes, other_trials)
    total, won = trials + other_trials, successes + other_successes
    possible = np.arange(max(0, won - other_trials), min(trials, won) + 1)
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, total + 1)))))
    log_ways = _log_binomial(log_factorial, trials, possible)
    log_ways += _log_binomial(log_factorial, other_trials, won - possible)
    probability = np.exp(log_ways - _log_binomial(log_factorial, total, np.array([won])))
    observed = probability[successes - possible[0]]
    return min(1.0, float(probability[probability <= observed * (1 + _TOLERANCE)].sum()))


def _log_binomial(log_factorial: Numbers, of: int, chosen: NDArray[np.int64]) -> Numbers:
    """Logarithm of binomial coefficients."""
    logs: Numbers = log_factorial[of] - log_factorial[chosen] - log_factorial[of - chosen]
    return logs


def _chi_square(successes: int, trials: int, other_successes: int, other_trials: int) -> float:
    won, total = successes + other_successes, trials + other_trials
    if won in (0, total) or 0 in (trials, other_trials):
        return 1.0
    determinant = successes * other_trials - other_successes * trials
    margins = trials * other_trials * won * (total - won)
    return math.erfc(abs(determinant) * math.sqrt(total / margins / 2))


def rank_sum(ranks: float, size: int, total: int, ties: float) -> float:
    """How likely the ranks of two equal groups would differ at least as much (two-sided p).

    The test of Mann and Whitney 1947 by its normal limit, with corrections for ties and for
    continuity; for groups of 8 and more.

    Args:
        ranks: sum of the ranks of the group, ties with their mean rank.
        size: how many are in the group.
        total: and in both groups.
        ties: see `mean_ranks`.
    """
    other = total - size
    variance = size * other / 12 * (total + 1 - ties / max(1, total * (total - 1)))
    if variance <= 0:
        return 1.0
    distance = abs(ranks - size * (total + 1) / 2) - 0.5
    return math.erfc(max(0.0, distance) / math.sqrt(2 * variance))


def mean_ranks(count: ArrayLike) -> tuple[Numbers, float]:
    """Ranks from 1, where equal values have their mean rank.

    Args:
        count: how often each different value comes, the values rising; shape (values,).

    Returns:
        The rank of each value, and the sum of t**3 - t over values that come t times.
    """
    times = np.asarray(count, np.float64)
    return np.cumsum(times) - (times - 1) / 2, float((times**3 - times).sum())


def false_discoveries(p: ArrayLike) -> Numbers:
    """The smallest false discovery rate at which each test is a discovery (q).

    Benjamini and Hochberg 1995: of the discoveries with q at most 0.05, in the long run at most
    5 % are false; where nothing differs, at most 5 % of all analyses show any.

    Args:
        p: of all tests; shape (tests,).
    """
    p_values = np.asarray(p, np.float64)
    order = np.argsort(p_values)[::-1]
    rank = np.arange(len(p_values), 0, -1)
    adjusted = np.minimum.accumulate(p_values[order] * len(p_values) / rank)
    q_values = np.empty(len(p_values))
    q_values[order] = np.minimum(adjusted, 1.0)
    return q_values
