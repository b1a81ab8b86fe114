"""Strips of heat and bars of weeks, as shapes of a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from pipeloop.history.queries import PersonLoad
from pipeloop.history.queries.workload import WEEKS
from pipeloop.history.views.shades import shade
from pipeloop.ui import formatting

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bar:
    """A week: where it stands, how high, and in words."""

    place: int
    top: int
    high: int
    title: str


def bars(one: PersonLoad, weeks: tuple[date, ...]) -> list[Bar]:
    """Bars of the latest weeks, in percent of the highest."""
    deals = one.latest().deals
    most = max(1, int(deals.max(initial=0)))
    return [
        Bar(place, 100 - high, high, _week_words(monday, int(count)))
        for place, (monday, count) in enumerate(zip(weeks[-WEEKS:], deals, strict=True))
        for high in [round(100 * int(count) / most)]
    ]


def _week_words(monday: date, deals: int) -> str:
    words = {"day": formatting.day(monday), "n": formatting.number(deals)}
    return _("Week from %(day)s: deals worked on, %(n)s") % words


def months(weeks: tuple[date, ...]) -> list[tuple[str, int]]:
    """Months over the weeks, with how many weeks each is wide."""
    found = groupby(weeks, key=lambda monday: (monday.year, monday.month))
    told = [(date(year, month, 1), len(list(some))) for (year, month), some in found]
    return [
        (date_format(day, "M Y" if place == 0 or day.month == 1 else "M"), wide)
        for place, (day, wide) in enumerate(told)
    ]


def strip(values: Counts, most: int) -> Iterable[tuple[int, str]]:
    """A strip as one path for each shade: squares of one unit, neighbours joined."""
    shades = [shade(int(value), most) for value in values]
    by_shade: dict[int, list[str]] = {}
    place = 0
    for dark, some in groupby(shades):
        wide = len(list(some))
        if dark:
            by_shade.setdefault(dark, []).append(f"M{place} 0h{wide}v1h-{wide}z")
        place += wide
    for dark, squares in sorted(by_shade.items()):
        yield dark, "".join(squares)
