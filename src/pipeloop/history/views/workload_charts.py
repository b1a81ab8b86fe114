"""Charts of the workload as SVG shapes: heat strips, and bars of weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from pipeloop.history.queries import PersonWorkload
from pipeloop.history.queries.organisation.workload import WEEKS
from pipeloop.history.views.figures import shade
from pipeloop.ui import formatting

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bar:
    """A week: its place, its height, and its words."""

    place: int
    top: int
    height: int
    title: str


def bars(person: PersonWorkload, weeks: tuple[date, ...]) -> list[Bar]:
    """Bars of the latest weeks, in percent of the highest."""
    deals = person.latest().deals
    most = max(1, int(deals.max(initial=0)))
    return [
        Bar(place, 100 - height, height, _week_words(monday, int(count)))
        for place, (monday, count) in enumerate(zip(weeks[-WEEKS:], deals, strict=True))
        for height in [round(100 * int(count) / most)]
    ]


def _week_words(monday: date, deals: int) -> str:
    words = {"day": formatting.day(monday), "n": formatting.number(deals)}
    return _("Week from %(day)s: %(n)s deals worked on") % words


def months(weeks: tuple[date, ...]) -> list[tuple[str, int]]:
    """Months over the weeks, each with its number of weeks."""
    by_month = groupby(weeks, key=lambda monday: (monday.year, monday.month))
    counted = [(date(year, month, 1), len(list(mondays))) for (year, month), mondays in by_month]
    return [
        (date_format(day, "M Y" if place == 0 or day.month == 1 else "M"), count)
        for place, (day, count) in enumerate(counted)
    ]


def heat_strip(values: Counts, most: int) -> Iterable[tuple[int, str]]:
    """A heat strip as an SVG path for each shade: squares of one unit, neighbours joined."""
    shades = [shade(int(value), most) for value in values]
    by_shade: dict[int, list[str]] = {}
    place = 0
    for darkness, group in groupby(shades):
        width = len(list(group))
        if darkness:
            by_shade.setdefault(darkness, []).append(f"M{place} 0h{width}v1h-{width}z")
        place += width
    for darkness, squares in sorted(by_shade.items()):
        yield darkness, "".join(squares)
