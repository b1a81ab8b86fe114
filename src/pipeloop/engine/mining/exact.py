"""Quantiles to the second, from every duration there is. For a page, a histogram will do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.mining.discovery.pairs import Counts, Pairs


def exact_quantiles(log: EventLog, pairs: Pairs, shares: list[float]) -> NDArray[np.float64]:
    """Quantiles of the time between the two steps of each pair.

    Args:
        pairs: those of this log's steps.
        shares: each from 0 to 1.

    Returns:
        Seconds, interpolated as in Hyndman and Fan 1996, definition 7; shape (pairs, shares).
    """
    ends = np.cumsum(pairs.count)
    passed = _gather(log.low, log.high, log.activity, log.time, pairs.pair, ends, pairs.width)
    rows = np.split(passed, ends[:-1]) if len(ends) else []
    found = [np.quantile(row, shares) for row in rows]
    return np.array(found).reshape(len(rows), len(shares))


@kernel
def _gather(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    pair: Counts,
    ends: Counts,
    width: int,
) -> Counts:
    """Durations, those of one pair after those of another."""
    free = np.zeros(len(ends), np.int64)
    free[1:] = ends[:-1]
    passed = np.empty(ends[-1] if len(ends) else 0, np.int64)
    for case in range(len(low)):
        for event in range(low[case] + 1, high[case]):
            wanted = np.int64(code[event - 1]) * width + np.int64(code[event])
            row = np.searchsorted(pair, wanted)
            passed[free[row]] = np.int64(time[event]) - np.int64(time[event - 1])
            free[row] += 1
    return passed
