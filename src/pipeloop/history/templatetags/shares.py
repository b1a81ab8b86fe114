"""Shares with their confidence intervals, and multiples."""

from __future__ import annotations

from typing import Any

from django import template

from pipeloop.ui import formatting

register = template.Library()


@register.filter
def interval(of: Any) -> str:
    """The confidence interval of a share: `57–59 %`; empty where both ends read alike."""
    if of.low is None:
        return ""
    low, high = formatting.share(of.low), formatting.share(of.high)
    return "" if low == high else f"{low.rstrip('%').rstrip()}–{high}"


@register.filter
def times(value: float | None) -> str:
    """How many times as much: `×2,4`; beyond a hundred, `>×100`."""
    if value is None:
        return "—"
    return ">×100" if value > 100 else f"×{formatting.number(value, 1)}"
