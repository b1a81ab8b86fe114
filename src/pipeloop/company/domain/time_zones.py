"""Time zones that a person may choose."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def zones() -> tuple[str, ...]:
    """Names of zones as `Area/City`, in order."""
    areas = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Pacific")
    return ("UTC", *sorted(z for z in available_timezones() if z.split("/")[0] in areas))


def known_zone(name: str) -> bool:
    """Whether there is such a zone."""
    return name in zones()
