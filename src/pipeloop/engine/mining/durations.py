"""Durations of several kinds that add up: their sums, and a histogram of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.histogram import DurationHistogram, buckets_for

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Times:
    """Durations, one row for each kind.

    Args:
        seconds: summed, shape (rows,).
        histogram: one row a kind.
    """

    seconds: Counts
    histogram: DurationHistogram

    @classmethod
    def of(cls, seconds: Counts, counts: NDArray[Any]) -> Times:
        """From sums, shape (rows,), and counts by bucket, as many in each row, in any shape."""
        rows = len(seconds)
        return cls(seconds, DurationHistogram.of(counts.reshape(rows, counts.size // max(1, rows))))

    @classmethod
    def none(cls, rows: int) -> Times:
        """No duration of so many kinds."""
        return cls.of(np.zeros(rows, np.int64), np.zeros((rows, 1), np.uint32))

    @property
    def count(self) -> Counts:
        """How many durations there are, shape (rows,)."""
        return self.histogram.totals()

    @property
    def mean_s(self) -> Numbers:
        """Mean in seconds, not a number where there is none; shape (rows,)."""
        count = self.count
        mean: Numbers = self.seconds / np.where(count > 0, count, np.nan)
        return mean

    def quantile_s(self, share: float) -> Numbers:
        """A quantile in seconds, within 1.6 %, not a number where there is none; (rows,)."""
        return self.histogram.quantile(share)

    def __add__(self, other: Times) -> Times:
        """The durations of both, kind by kind."""
        return Times(self.seconds + other.seconds, self.histogram + other.histogram)


def buckets_of(log: EventLog) -> int:
    """How many buckets hold any duration that the time column of a log can hold."""
    return buckets_for(int(np.iinfo(log.time.dtype).max))
