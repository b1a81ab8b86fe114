"""Figures that several tabs show: shades of heat maps, confidence intervals in words."""

from __future__ import annotations

import math

from pipeloop.ui import formatting

SHADES = 5


def shade(value: float, most: float) -> int:
    """How dark a cell is, from 1 to 5 by the square root of its value; 0 for nothing."""
    if value <= 0 or most <= 0:
        return 0
    return min(SHADES, 1 + int(math.sqrt(value / most) * (SHADES - 0.01)))


def interval_words(low: float, high: float) -> str:
    """A confidence interval of a share."""
    return f"{formatting.share(low)} – {formatting.share(high)}"
