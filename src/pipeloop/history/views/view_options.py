"""How a tab shows its deals, kept in the address: the clock that counts, and other options."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from pipeloop.history.queries import Clock, clock_of
from pipeloop.ui.formatting import DAY, duration

CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of `ui/parts/switch.html`, and the address that takes it."""

    name: Any
    url: str
    icon: str
    is_on: bool


def requested_clock(request: HttpRequest) -> Clock:
    """The clock of an address."""
    return clock_of(request.GET.get(CLOCK, ""))


def clock_options(request: HttpRequest) -> list[Option]:
    """The clocks that times can be counted by."""
    clocks = ("", _("Calendar time"), "clock"), ("work", _("Working time"), "table")
    return switch_options(request, CLOCK, clocks)


def switch_options(
    request: HttpRequest, name: str, values: Iterable[tuple[str, Any, str]]
) -> list[Option]:
    """The choices of a parameter, each with the address that takes it.

    Args:
        values: value in the address, "" for the first; name; icon.
    """
    choices = list(values)
    current = request.GET.get(name, "")
    current = current if current in [value for value, _name, _icon in choices] else ""
    return [
        Option(title, f"?{query_with(request, name, value)}", icon, value == current)
        for value, title, icon in choices
    ]


def query_with(request: HttpRequest, name: str, *values: str) -> str:
    """The address with other values of a parameter, from its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    query.setlist(name, [value for value in values if value])
    return query.urlencode()


def hidden_fields(request: HttpRequest, *own: str) -> list[tuple[str, str]]:
    """The parameters of the address that a form keeps, besides the fields that it has itself."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in ("page", *own)
    ]


def clock_context(request: HttpRequest, clock: Clock) -> dict[str, Any]:
    """What the template of a tab with a clock shows of it."""
    return {
        "day_s": clock.day_s,
        "clock": request.GET.get(CLOCK, ""),
        "clocks": clock_options(request),
        "query_all": request.GET.urlencode(),
    }


def duration_words(seconds: float, clock: Clock) -> str:
    """A time in words; of working time, in working days."""
    return duration(seconds, clock.day_s if clock.work else DAY)
