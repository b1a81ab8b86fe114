"""A histogram of durations that adds up: the quantiles of a whole from those of its parts.

Buckets are 32 to each doubling, so a value told by the middle of its bucket is at most
1.6 % off, and every whole number of seconds below 64 is told exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined

PARTS_BITS = 5
PARTS = 1 << PARTS_BITS
# Bits of a double before its fraction, moved down: the bucket of one second.
_ONE = 1023 << PARTS_BITS


@inlined
def bucket(seconds: Any) -> Any:
    """The bucket of a duration, in whole seconds; 0 for none or less."""
    if seconds <= 0:
        return 0
    # A double begins with the exponent and goes on with the first bits of the fraction:
    # a logarithm without a call.
    return (np.float64(seconds).view(np.int64) >> (52 - PARTS_BITS)) - _ONE + 1


def buckets_for(longest: int) -> int:
    """How many buckets durations up to `longest` seconds need."""
    return int(bucket(longest)) + 1


def middles(count: int) -> NDArray[np.float64]:
    """The duration that each of the first `count` buckets stands for, in seconds."""
    found = np.zeros(count)
    power, part = np.divmod(np.arange(count - 1), PARTS)
    lowest = 2.0**power * (1 + part / PARTS)
    width = 2.0**power / PARTS
    # Durations are whole: a bucket narrower than a second holds its own one alone.
    first, last = np.ceil(lowest), np.ceil(lowest + width) - 1
    found[1:] = (first + last) / 2
    return found


def quantile(spread: NDArray[np.int64], share: float) -> NDArray[np.float64]:
    """The duration below which a share of those counted lies, by rows.

    Args:
        spread: counts by bucket, shape (rows, buckets).
        share: from 0 to 1.

    Returns:
        Seconds, shape (rows,); not a number where nothing was counted.
    """
    total = spread.sum(axis=1)
    wanted = np.maximum(1, np.ceil(share * total))
    place = (np.cumsum(spread, axis=1) >= wanted[:, None]).argmax(axis=1)
    found = middles(spread.shape[1])[place]
    return np.where(total > 0, found, np.nan)
