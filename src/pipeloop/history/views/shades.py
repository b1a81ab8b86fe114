"""What pictures of several tabs have in common: shades, intervals in words, switches."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from pipeloop.ui import formatting

# Below so many deals a share is chance, and is not told.
LEAST = 15
SHADES = 5


def shade(value: float, most: float) -> int:
    """How dark a cell is, from 1 to 5 on a scale of roots; 0 for nothing."""
    if value <= 0 or most <= 0:
        return 0
    return min(SHADES, 1 + int(math.sqrt(value / most) * (SHADES - 0.01)))


def between(low: float, high: float) -> str:
    """Between what a share lies."""
    return f"{formatting.share(low)} – {formatting.share(high)}"


def switch(
    request: HttpRequest, name: str, options: Iterable[tuple[str, Any, str]]
) -> list[dict[str, Any]]:
    """Ways to look, for `ui/parts/switch.html`: the address with each, and which one it is now.

    Args:
        options: value in the address, "" for the first; name; icon.
    """
    known = list(options)
    now = request.GET.get(name, "")
    now = now if now in [value for value, _name, _icon in known] else ""
    found = []
    for value, title, icon in known:
        query = request.GET.copy()
        query.pop("page", None)
        query.pop(name, None)
        if value:
            query[name] = value
        url = f"?{query.urlencode()}"
        found.append({"url": url, "name": title, "icon": icon, "is_on": value == now})
    return found
