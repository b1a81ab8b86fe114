"""How easily chance alone could show a difference, and a guard for those who look at many."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
# Up to so many trials a table is tested exactly; beyond, both tests agree to three digits.
EXACT_UP_TO = 10_000
# Tables as likely as the one seen, but for rounding, count as as far out.
_ALIKE = 1e-7


def two_proportions(successes: int, trials: int, other_successes: int, other_trials: int) -> float:
    """How likely two equal shares would look at least as different (two-sided p).

    Fisher's exact test, with all tables at most as likely as the one seen (Fisher 1935); of
    more than 10,000 trials Pearson's chi-square without correction.

    Raises:
        ValueError: more successes than trials, or fewer than none.
    """
    if not (0 <= successes <= trials and 0 <= other_successes <= other_trials):
        raise ValueError("successes lie between none and all trials")
    if trials + other_trials > EXACT_UP_TO:
        return _chi_square(successes, trials, other_successes, other_trials)
    total, won = trials + other_trials, successes + other_successes
    could = np.arange(max(0, won - other_trials), min(trials, won) + 1)
    factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, total + 1)))))
    ways = _choose(factorial, trials, could) + _choose(factorial, other_trials, won - could)
    likely = np.exp(ways - _choose(factorial, total, np.array([won])))
    seen = likely[successes - could[0]]
    return min(1.0, float(likely[likely <= seen * (1 + _ALIKE)].sum()))


def _choose(factorial: Numbers, of: int, some: NDArray[np.int64]) -> Numbers:
    """Logarithm of the number of ways to choose some of so many."""
    ways: Numbers = factorial[of] - factorial[some] - factorial[of - some]
    return ways


def _chi_square(successes: int, trials: int, other_successes: int, other_trials: int) -> float:
    won, total = successes + other_successes, trials + other_trials
    if won in (0, total) or 0 in (trials, other_trials):
        return 1.0
    apart = successes * (other_trials - other_successes) - other_successes * (trials - successes)
    spread = trials * other_trials * won * (total - won)
    return math.erfc(abs(apart) * math.sqrt(total / spread / 2))


def rank_sum(ranks: float, size: int, total: int, ties: float) -> float:
    """How likely one group would rank at least as far off another alike (two-sided p).

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
    off = abs(ranks - size * (total + 1) / 2) - 0.5
    return math.erfc(max(0.0, off) / math.sqrt(2 * variance))


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
    """The least share of false findings at which each is one (q).

    Benjamini and Hochberg 1995: findings with q at most 0.05 hold, in the long run, at most
    5 % false ones; where nothing differs, at most 5 % of all looks show any.

    Args:
        p: of all that was tested; shape (tests,).
    """
    found = np.asarray(p, np.float64)
    order = np.argsort(found)[::-1]
    rank = np.arange(len(found), 0, -1)
    adjusted = np.minimum.accumulate(found[order] * len(found) / rank)
    least = np.empty(len(found))
    least[order] = np.minimum(adjusted, 1.0)
    return least
