"""Shares with what they lie between."""

from __future__ import annotations

from typing import Any

from django import template

from pipeloop.ui import formatting

register = template.Library()


@register.filter
def between(of: Any) -> str:
    """Between what a share lies: `57–59 %`; nothing where both ends read alike."""
    if of.low is None:
        return ""
    low, high = formatting.share(of.low), formatting.share(of.high)
    return "" if low == high else f"{low.rstrip('%').rstrip()}–{high}"


@register.filter
def times(value: float | None) -> str:
    """How many times as much: `×2,4`; what is past a hundred is told no closer."""
    if value is None:
        return "—"
    return ">×100" if value > 100 else f"×{formatting.number(value, 1)}"
