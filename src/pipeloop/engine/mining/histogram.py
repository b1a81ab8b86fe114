"""Histograms of durations that add up: quantiles of a whole from those of its parts.

There are 32 buckets to each doubling, so the midpoint of a bucket is at most 1.6 % off any
value in it, and every whole number of seconds below 64 has a bucket of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined

PARTS_BITS = 5
PARTS = 1 << PARTS_BITS
# Enough for any number of seconds in 64 bits.
BUCKETS = 64 * PARTS
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


def midpoints(count: int) -> NDArray[np.float64]:
    """The duration that each of the first `count` buckets stands for, in seconds."""
    seconds = np.zeros(count)
    power, part = np.divmod(np.arange(count - 1), PARTS)
    lowest = 2.0**power * (1 + part / PARTS)
    width = 2.0**power / PARTS
    # Durations are whole: a bucket narrower than a second holds its own one alone.
    first, last = np.ceil(lowest), np.ceil(lowest + width) - 1
    seconds[1:] = (first + last) / 2
    return seconds


@dataclass(frozen=True)
class DurationHistogram:
    """Durations of several kinds by bucket, one row for each kind.

    Empty buckets are left out: most kinds have durations in few of them.

    Args:
        rows: how many kinds there are.
        cell: row times `BUCKETS` plus bucket, rising; shape (cells,).
        count: how many durations are in each, shape (cells,).
    """

    rows: int
    cell: NDArray[np.int64]
    count: NDArray[np.int64]

    @classmethod
    def of(cls, counts: NDArray[Any]) -> DurationHistogram:
        """From counts by bucket, shape (rows, buckets)."""
        rows, buckets = counts.shape
        flat = counts.reshape(-1)
        place = np.flatnonzero(flat)
        row = place // buckets
        return cls(rows, place + row * (BUCKETS - buckets), flat[place].astype(np.int64))

    @classmethod
    def summed(
        cls, rows: int, cell: NDArray[np.int64], count: NDArray[np.int64]
    ) -> DurationHistogram:
        """From cells in any order, counts of the same cell added up."""
        # Mostly two rising halves, which this sort joins in one pass.
        order = np.argsort(cell, kind="stable")
        cell = cell[order]
        starts = np.flatnonzero(np.diff(cell, prepend=-1))
        total = np.add.reduceat(count[order], starts) if len(cell) else count
        is_filled = total != 0
        return cls(rows, cell[starts][is_filled], total[is_filled])

    def __add__(self, other: DurationHistogram) -> DurationHistogram:
        """Both together, row by row."""
        return DurationHistogram.summed(
            self.rows,
            np.concatenate((self.cell, other.cell)),
            np.concatenate((self.count, other.count)),
        )

    def __neg__(self) -> DurationHistogram:
        """What takes this away when it is added."""
        return DurationHistogram(self.rows, self.cell, -self.count)

    def moved(self, places: NDArray[np.int64], rows: int) -> DurationHistogram:
        """The same rows at other, rising places among so many."""
        row, in_row = np.divmod(self.cell, BUCKETS)
        return DurationHistogram(rows, places[row] * BUCKETS + in_row, self.count)

    def totals(self) -> NDArray[np.int64]:
        """How many durations each row holds, shape (rows,)."""
        return np.bincount(self.cell // BUCKETS, self.count, self.rows).astype(np.int64)

    def quantile(self, share: float) -> NDArray[np.float64]:
        """The duration below which a share of each row lies, within 1.6 %.

        Between two durations it is interpolated, as in Hyndman and Fan 1996, definition 7.

        Args:
            share: from 0 to 1.

        Returns:
            Seconds, shape (rows,); not a number for a row that holds none.
        """
        total = self.totals()
        if not len(self.cell):
            return np.full(self.rows, np.nan)
        rank = share * np.maximum(total - 1, 0)
        below, above = self._ranked(total, np.floor(rank)), self._ranked(total, np.ceil(rank))
        return np.where(total > 0, below + (above - below) * (rank % 1), np.nan)

    def _ranked(self, total: NDArray[np.int64], rank: NDArray[np.float64]) -> NDArray[np.float64]:
        """The duration of each row that has so many shorter ones before it."""
        before = np.cumsum(total) - total
        place = np.searchsorted(np.cumsum(self.count), before + rank, side="right")
        in_row = self.cell[np.minimum(place, len(self.cell) - 1)] % BUCKETS
        return midpoints(BUCKETS)[in_row]


def quantile(counts: NDArray[Any], share: float) -> NDArray[np.float64]:
    """A quantile of each row of counts by bucket; see `DurationHistogram.quantile`."""
    return DurationHistogram.of(counts).quantile(share)
