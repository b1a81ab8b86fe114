"""Looking up a curve, for tests."""

from __future__ import annotations

import numpy as np

from pipeloop.engine.evidence.survival import Curve


def curve_at(curve: Curve, time: float) -> tuple[float, float, float]:
    """The share at a time and its interval; not a number before the first time of the curve."""
    place = int(np.searchsorted(curve.time, time, side="right")) - 1
    if place < 0:
        return np.nan, np.nan, np.nan
    return float(curve.share[place]), float(curve.low[place]), float(curve.high[place])
