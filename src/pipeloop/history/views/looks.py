"""How a tab looks at its deals, kept in the address: the clock that counts, and other choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from pipeloop.history.queries import Clock, clock_of
from pipeloop.ui.formatting import DAY, duration

CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Option:
    """A way to look, and the address that takes it."""

    name: str
    url: str
    icon: str
    is_on: bool


def clock_asked(request: HttpRequest) -> Clock:
    """The clock of an address."""
    return clock_of(request.GET.get(CLOCK, ""))


def clock_options(request: HttpRequest) -> list[Option]:
    """The clocks that there are."""
    names = ("", _("Calendar time"), "clock"), ("work", _("Working time"), "table")
    now = "work" if request.GET.get(CLOCK) == "work" else ""
    return [
        Option(name, f"?{with_look(request, CLOCK, value)}", icon, value == now)
        for value, name, icon in names
    ]


def with_look(request: HttpRequest, name: str, *values: str) -> str:
    """The address with another look, from its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    query.setlist(name, [value for value in values if value])
    return query.urlencode()


def kept_fields(request: HttpRequest, *but: str) -> list[tuple[str, str]]:
    """What a form of a tab keeps of the address, besides the fields that it has itself."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in ("page", *but)
    ]


def look_context(request: HttpRequest, clock: Clock) -> dict[str, Any]:
    """What each of these tabs shows of how it looks."""
    return {
        "day_s": clock.day_s,
        "clock": request.GET.get(CLOCK, ""),
        "clocks": clock_options(request),
        "query_all": request.GET.urlencode(),
    }


def told_time(seconds: float, clock: Clock) -> str:
    """A time in words; of working time, in days of work."""
    return duration(seconds, clock.day_s if clock.work else DAY)
