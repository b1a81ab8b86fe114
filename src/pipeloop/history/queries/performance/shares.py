"""Shares of deals with their confidence intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.evidence.shares import wilson
from pipeloop.engine.mining.performance.funnel import Shares


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % confidence interval; its ends are None where none can be computed."""

    share: float
    low: float | None
    high: float | None


def shares_of(some: NDArray[np.int64], all_: NDArray[np.int64]) -> list[Share | None]:
    """Shares with Wilson's interval; None where there are too few.

    Args:
        some, all_: counts of one shape, (shares,); `some` are among `all_`.
    """
    low, high = wilson(some, all_)
    return [
        Share(int(part) / int(whole), float(a), float(b)) if whole >= SMALLEST_SAMPLE else None
        for part, whole, a, b in zip(some, all_, low, high, strict=True)
    ]


def share_at(shares: Shares, cohort: int, stage: int, of: int) -> Share | None:
    """One share of a funnel, which is of so many deals; None where they are too few."""
    if of < SMALLEST_SAMPLE or np.isnan(shares.share[cohort, stage]):
        return None
    return Share(*(float(column[cohort, stage]) for column in shares))
