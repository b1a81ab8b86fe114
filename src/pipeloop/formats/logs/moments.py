"""A column of moments: what is usual by a kernel, the rest one distinct text after another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.logs import clock
from pipeloop.formats.logs.names import Names
from pipeloop.formats.logs.spans import Column, Spans
from pipeloop.formats.tables import Cell
from pipeloop.formats.values import DateStyle, guess_date_style, read_moment

Moments = NDArray[np.int64]
# What may be wrong with a moment; it is then told by `clock.NONE` and the place here.
PROBLEMS = ("no_time", "not_a_date", "impossible_date", "out_of_range")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NUMBERS = {"serial": clock.SERIAL, "": clock.SERIAL, "unix": clock.UNIX, "unix_ms": clock.UNIX_MS}


@dataclass
class Calendar:
    """How the moments of a file are written, and what was met while they were read.

    Args:
        style: as guessed from some of them.
        zone: of those that name none.
    """

    style: DateStyle
    zone: ZoneInfo

    def __post_init__(self) -> None:
        self._met = np.zeros(3, np.int64)

    @classmethod
    def of(cls, cells: Iterable[Cell], zone: ZoneInfo) -> Calendar:
        """For a column with these cells among others."""
        return cls(guess_date_style(cells), zone)

    def read(self, spans: Spans) -> Moments:
        """Microseconds since 1970 of each text, or what is wrong with it; see `problem`."""
        met = np.zeros(3, np.int64)
        moments = clock.read_clock(
            spans.data, spans.low, spans.high,
            self.style.order == "mdy", _NUMBERS[self.style.numbers], shifts(self.zone), met,
        )  # fmt: skip
        self._met[:2] += met[:2]
        self._met[2] = max(self._met[2], met[2])
        odd = np.flatnonzero(moments == clock.ODD)
        if len(odd):
            names = Names()
            codes = names.codes(spans.some(odd))
            moments[odd] = np.array([self.one(text) for text in names.texts()], np.int64)[codes]
        return moments

    def column(self, column: Column) -> Moments:
        """The same for a column that may have codes."""
        if isinstance(column, Spans):
            return self.read(column)
        return np.append(self.read(column.names), clock.NONE)[column.codes]

    def one(self, cell: Cell) -> int:
        """The same for one cell."""
        try:
            moment = read_moment(cell, self.style, self.zone, earliest=clock.FIRST_YEAR)
        except ValueProblem as problem:
            return clock.NONE + PROBLEMS.index(problem.code)
        return clock.NONE if moment is None else (moment - _EPOCH) // _MICROSECOND

    def corrected(self) -> Calendar | None:
        """How to read the file anew, where the whole of it tells another style."""
        first, second, largest = self._met.tolist()
        cells: list[Cell] = [largest] if largest else []
        if first or second:
            cells.append("13/01/2000" if first else "01/13/2000")
        seen = guess_date_style(cells)
        order = seen.order if first or second else self.style.order
        numbers = seen.numbers if largest else self.style.numbers
        if (order, numbers) == (self.style.order, self.style.numbers):
            return None
        return Calendar(DateStyle(order, numbers), self.zone)


def problem(moment: int) -> str:
    """What is wrong with a moment that was not read, or ""."""
    place = moment - clock.NONE
    return PROBLEMS[place] if place < len(PROBLEMS) else ""


def wrong(moments: Moments) -> NDArray[np.bool_]:
    """Which moments were not read."""
    return moments <= clock.ODD


@lru_cache(maxsize=8)
def shifts(zone: ZoneInfo) -> Moments:
    """What to add to moments of a zone's clock to have them in UTC, by day since 1970."""
    found = np.zeros(clock.DAYS + 1, np.int64)
    if zone.key in ("UTC", "Etc/UTC"):
        return found
    midnight = datetime(1970, 1, 1, tzinfo=zone)
    for day in range(len(found)):
        away = (midnight + timedelta(days=day)).utcoffset() or timedelta()
        found[day] = -(away // _MICROSECOND)
    turning = np.flatnonzero(np.diff(found))
    found[turning] = clock.TURNING
    return found


def of_clock(naive: Moments, zone: ZoneInfo) -> Moments:
    """Moments of a zone's clock, from 1970 to 2099, in UTC."""
    shift = shifts(zone)[naive // clock.DAY]
    turning = shift == clock.TURNING
    found = naive + shift
    # The clock changes on so few days that these may be read one by one.
    minutes, place = np.unique(naive[turning] // (60 * clock.MICROSECONDS), return_inverse=True)
    away = [
        (datetime(1970, 1, 1) + timedelta(minutes=minute)).replace(tzinfo=zone).utcoffset()
        for minute in minutes.tolist()
    ]
    back = np.array([(one or timedelta()) // _MICROSECOND for one in away], np.int64)
    found[turning] = naive[turning] - back[place]
    return found
