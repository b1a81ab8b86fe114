"""Survival analysis: shares by how long cases waited, when some of them are still waiting."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeloop.engine.evidence.shares import normal_quantile

Numbers = NDArray[np.float64]
_MAX_WIDTH = 700.0


class Curve(NamedTuple):
    """A share by time, with its confidence interval.

    Args:
        time: rising, where the share changes or a case is censored; shape (times,).
        share, low, high: from each of these times on, each of shape (times,). The ends of the
            interval are not a number while the share is none or all.
    """

    time: Numbers
    share: Numbers
    low: Numbers
    high: Numbers


def kaplan_meier(
    time: ArrayLike, ended: ArrayLike, censored: ArrayLike, *, level: float = 0.95
) -> Curve:
    """The share that is still waiting after a time: Kaplan and Meier 1958.

    The interval is that of Kalbfleisch and Prentice 1980, on the scale of log(-log(share)),
    with the variance of Greenwood 1926.

    Args:
        time: rising, shape (times,).
        ended: for how many waiting ended then, shape (times,).
        censored: how many have waited so long and are not seen longer, shape (times,). They
            are counted among those who wait at that time.
        level: how often such an interval contains the true share.
    """
    moments, events, gone = _columns(time, ended, censored)
    at_risk = _at_risk(events + gone)
    share = _waiting(events, at_risk)
    variance = np.cumsum(_ratio(events, at_risk * (at_risk - events))) * share**2
    return Curve(moments, share, *_interval(share, variance, level))


def incidence(
    time: ArrayLike,
    passed: ArrayLike,
    lost: ArrayLike,
    censored: ArrayLike,
    *,
    level: float = 0.95,
) -> Curve:
    """The share that has passed by a time, where those who are lost never will.

    The cumulative incidence of Aalen and Johansen 1978. To count the lost as censored, as
    1 - Kaplan-Meier would, overstates the share. The variance is that of Dinse and Larson 1986;
    the interval is on the scale of log(-log(share)).

    Args:
        time: rising, shape (times,).
        passed, lost: how many did then, each of shape (times,).
        censored: how many have waited so long and are not seen longer, shape (times,).
        level: how often such an interval contains the true share.
    """
    moments, good, bad, gone = _columns(time, passed, lost, censored)
    ended = good + bad
    at_risk = _at_risk(ended + gone)
    after = _waiting(ended, at_risk)
    before = np.concatenate(([1.0], after[:-1]))[: len(moments)]
    # While none is lost, whoever no longer waits has passed: no rounding leaves all beside 1.
    share = np.where(np.cumsum(bad), np.cumsum(before * _ratio(good, at_risk)), 1 - after)
    both = _ratio(ended, at_risk * (at_risk - ended))
    own = _ratio(before**2 * good * (at_risk - good), at_risk**3)
    cross = _ratio(before * good, at_risk**2)
    # The sums over earlier times of (share - share then)**2 and its like, multiplied out.
    variance = share**2 * np.cumsum(both) - 2 * share * np.cumsum(both * share)
    variance += np.cumsum(both * share**2) + np.cumsum(own)
    variance -= 2 * (share * np.cumsum(cross) - np.cumsum(cross * share))
    return Curve(moments, share, *_interval(share, np.maximum(variance, 0), level))


def _columns(*columns: ArrayLike) -> list[Numbers]:
    return [np.asarray(column, np.float64) for column in columns]


def _at_risk(leaving: Numbers) -> Numbers:
    """How many still wait when those who leave at each time do."""
    return np.cumsum(leaving[::-1])[::-1]


def _waiting(ended: Numbers, at_risk: Numbers) -> Numbers:
    return np.asarray(np.cumprod(1 - _ratio(ended, at_risk)), np.float64)


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Part by whole; 0 where the whole is nothing: nobody is left there."""
    ratio = np.zeros(len(part))
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def _interval(share: Numbers, variance: Numbers, level: float) -> tuple[Numbers, Numbers]:
    """Both ends; not a number for a share of none or all, which has no place on this scale."""
    low, high = np.full(len(share), np.nan), np.full(len(share), np.nan)
    inside = (share > 0) & (share < 1)
    share = share[inside]
    width = normal_quantile(level) * np.sqrt(variance[inside]) / np.abs(share * np.log(share))
    # Beyond this an interval contains every share there is, and a double overflows.
    width = np.minimum(width, _MAX_WIDTH)
    # A share below 1 has a negative logarithm: the greater power is the lower end.
    low[inside], high[inside] = share ** np.exp(width), share ** np.exp(-width)
    return low, high
