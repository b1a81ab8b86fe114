"""Comparisons of won shares as plain data: the same shapes for the command line and programs."""

from __future__ import annotations

from typing import Any

from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.comparison.landmarks import WinComparison


def win_comparison_as_dict(comparison: WinComparison) -> dict[str, Any]:
    """Won shares of two groups that reached a step, and their difference; with intervals."""
    difference, low, high = comparison.difference
    return {
        "step": comparison.landmark,
        "group": _rate_as_dict(comparison.group),
        "others": _rate_as_dict(comparison.others),
        "difference": {"share": difference, "low": low, "high": high},
    }


def _rate_as_dict(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval
    return {
        "won": rate.successes,
        "closed": rate.trials,
        "share": rate.share,
        "low": low,
        "high": high,
    }
