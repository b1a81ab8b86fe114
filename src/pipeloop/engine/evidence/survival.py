"""What becomes of those who wait, when some of them still do: shares by how long they waited."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeloop.engine.evidence.shares import normal_quantile

Numbers = NDArray[np.float64]
_WIDEST = 700.0


class Curve(NamedTuple):
    """A share by time, and between what it lies.

    Args:
        time: rising, where the share changes or someone drops out of sight; shape (times,).
        share, low, high: from each of these times on, each of shape (times,). No ends are told,
            not a number, while the share is none or all: too little happened to say.
    """

    time: Numbers
    share: Numbers
    low: Numbers
    high: Numbers


def kaplan_meier(
    time: ArrayLike, ended: ArrayLike, censored: ArrayLike, *, level: float = 0.95
) -> Curve:
    """The share that still waits after a time: Kaplan and Meier 1958.

    The interval is that of Kalbfleisch and Prentice 1980, on the scale of log(-log(share)),
    with the variance of Greenwood 1926.

    Args:
        time: rising, shape (times,).
        ended: for how many waiting ended then, shape (times,).
        censored: how many have waited so long and are not seen longer, shape (times,). They
            are counted among those who wait at that time.
        level: how often such an interval holds the true share.
    """
    moments, died, gone = _columns(time, ended, censored)
    at_risk = _at_risk(died + gone)
    share = _waiting(died, at_risk)
    left = at_risk - died
    variance = np.cumsum(_ratio(died, at_risk * left)) * share**2
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

    The cumulative incidence of Aalen and Johansen 1978. To count the lost as if they only
    were not seen longer, as 1 - Kaplan-Meier would, promises more than comes. The variance is
    that of Dinse and Larson 1986; the interval is on the scale of log(-log(share)).

    Args:
        time: rising, shape (times,).
        passed, lost: how many did then, each of shape (times,).
        censored: how many have waited so long and are not seen longer, shape (times,).
        level: how often such an interval holds the true share.
    """
    moments, good, bad, gone = _columns(time, passed, lost, censored)
    ended = good + bad
    at_risk = _at_risk(ended + gone)
    before = np.concatenate(([1.0], _waiting(ended, at_risk)[:-1]))[: len(moments)]
    share = np.cumsum(before * _ratio(good, at_risk))
    both = _ratio(ended, at_risk * (at_risk - ended))
    own = _ratio(before**2 * good * (at_risk - good), at_risk**3)
    cross = _ratio(before * good, at_risk**2)
    # The sums over earlier times of (share - share then)**2 and its like, multiplied out.
    variance = share**2 * np.cumsum(both) - 2 * share * np.cumsum(both * share)
    variance += np.cumsum(both * share**2) + np.cumsum(own)
    variance -= 2 * (share * np.cumsum(cross) - np.cumsum(cross * share))
    return Curve(moments, share, *_interval(share, np.maximum(variance, 0), level))


def at(curve: Curve, time: float) -> tuple[float, float, float]:
    """The share at a time, and between what it lies; not a number before the first one told."""
    place = int(np.searchsorted(curve.time, time, side="right")) - 1
    if place < 0:
        return np.nan, np.nan, np.nan
    return float(curve.share[place]), float(curve.low[place]), float(curve.high[place])


def _columns(*columns: ArrayLike) -> list[Numbers]:
    return [np.asarray(column, np.float64) for column in columns]


def _at_risk(leaving: Numbers) -> Numbers:
    """How many still wait when those who leave at each time do."""
    return np.cumsum(leaving[::-1])[::-1]


def _waiting(ended: Numbers, at_risk: Numbers) -> Numbers:
    return np.asarray(np.cumprod(1 - _ratio(ended, at_risk)), np.float64)


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Part by whole; 0 where the whole is nothing: then nobody is left for it to matter to."""
    found = np.zeros(len(part))
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def _interval(share: Numbers, variance: Numbers, level: float) -> tuple[Numbers, Numbers]:
    """Both ends; not a number for a share of none or all, which has no place on this scale."""
    low, high = np.full(len(share), np.nan), np.full(len(share), np.nan)
    inside = (share > 0) & (share < 1)
    some = share[inside]
    log = np.log(some)
    width = normal_quantile(level) * np.sqrt(variance[inside]) / np.abs(some * log)
    # Beyond this an interval holds every share there is, and a double overflows.
    width = np.minimum(width, _WIDEST)
    # A share below 1 has a negative logarithm: the greater power is the lower end.
    low[inside], high[inside] = some ** np.exp(width), some ** np.exp(-width)
    return low, high
