"""Columns of timestamps: usual forms by a kernel, each unusual text by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.logs import timestamp_kernels
from pipeloop.formats.logs.string_codes import StringCodes
from pipeloop.formats.logs.text_spans import Column, TextSpans
from pipeloop.formats.tables import Cell
from pipeloop.formats.values import DateStyle, guess_date_style, read_datetime

Timestamps = NDArray[np.int64]
# What may be wrong with a timestamp; its value is then `EMPTY` plus the index here.
PROBLEMS = ("no_time", "not_a_date", "impossible_date", "out_of_range")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NUMBERS = {
    "serial": timestamp_kernels.SERIAL,
    "": timestamp_kernels.SERIAL,
    "unix": timestamp_kernels.UNIX,
    "unix_ms": timestamp_kernels.UNIX_MS,
}


@dataclass
class TimestampReader:
    """Reads the timestamps of a file, and notes what shows in which style they are written.

    Args:
        style: as guessed from a sample.
        zone: of timestamps that name none.
    """

    style: DateStyle
    zone: ZoneInfo

    def __post_init__(self) -> None:
        self._style_evidence = np.zeros(3, np.int64)

    @classmethod
    def of(cls, cells: Iterable[Cell], zone: ZoneInfo) -> TimestampReader:
        """A reader for columns with these cells among others."""
        return cls(guess_date_style(cells), zone)

    def read(self, spans: TextSpans) -> Timestamps:
        """Microseconds since 1970 of each text, or what is wrong with it; see `PROBLEMS`."""
        style_evidence = np.zeros(3, np.int64)
        timestamps = timestamp_kernels.parse_timestamps(
            spans.data, spans.low, spans.high,
            self.style.order == "mdy", _NUMBERS[self.style.numbers], utc_shifts(self.zone),
            style_evidence,
        )  # fmt: skip
        self._style_evidence[:2] += style_evidence[:2]
        self._style_evidence[2] = max(self._style_evidence[2], style_evidence[2])
        unusual = np.flatnonzero(timestamps == timestamp_kernels.UNUSUAL)
        if len(unusual):
            strings = StringCodes()
            codes = strings.codes(spans.select(unusual))
            parsed = np.array([self.read_cell(text) for text in strings.texts()], np.int64)
            timestamps[unusual] = parsed[codes]
        return timestamps

    def read_column(self, column: Column) -> Timestamps:
        """As `read`, for a column that may be encoded."""
        if isinstance(column, TextSpans):
            return self.read(column)
        return np.append(self.read(column.names), timestamp_kernels.EMPTY)[column.codes]

    def read_cell(self, cell: Cell) -> int:
        """As `read`, for one cell."""
        try:
            timestamp = read_datetime(
                cell, self.style, self.zone, earliest=timestamp_kernels.FIRST_YEAR
            )
        except ValueProblem as problem:
            return timestamp_kernels.EMPTY + PROBLEMS.index(problem.code)
        return (
            timestamp_kernels.EMPTY if timestamp is None else (timestamp - _EPOCH) // _MICROSECOND
        )

    def corrected(self) -> TimestampReader | None:
        """A reader for another pass, where the whole file shows another style; else None."""
        first, second, largest = self._style_evidence.tolist()
        cells: list[Cell] = [largest] if largest else []
        if first or second:
            cells.append("13/01/2000" if first else "01/13/2000")
        style = guess_date_style(cells)
        order = style.order if first or second else self.style.order
        numbers = style.numbers if largest else self.style.numbers
        if (order, numbers) == (self.style.order, self.style.numbers):
            return None
        return TimestampReader(DateStyle(order, numbers), self.zone)


def are_unread(timestamps: Timestamps) -> NDArray[np.bool_]:
    """Which timestamps could not be read; a mask."""
    return timestamps <= timestamp_kernels.UNUSUAL


@lru_cache(maxsize=8)
def utc_shifts(zone: ZoneInfo) -> Timestamps:
    """What to add to local timestamps of a zone to have them in UTC, by day since 1970."""
    shifts = np.zeros(timestamp_kernels.DAYS + 1, np.int64)
    if zone.key in ("UTC", "Etc/UTC"):
        return shifts
    midnight = datetime(1970, 1, 1, tzinfo=zone)
    for day in range(len(shifts)):
        offset = (midnight + timedelta(days=day)).utcoffset() or timedelta()
        shifts[day] = -(offset // _MICROSECOND)
    changes = np.flatnonzero(np.diff(shifts))
    shifts[changes] = timestamp_kernels.CLOCK_CHANGE
    return shifts


def to_utc(local: Timestamps, zone: ZoneInfo) -> Timestamps:
    """Local timestamps of a zone, from 1970 to 2099, in UTC."""
    shift = utc_shifts(zone)[local // timestamp_kernels.DAY]
    changes = shift == timestamp_kernels.CLOCK_CHANGE
    utc = local + shift
    # Few timestamps are on days when the clock changes, so each minute is looked up.
    minutes, row_minute = np.unique(
        local[changes] // (60 * timestamp_kernels.MICROSECONDS), return_inverse=True
    )
    offsets = [
        (datetime(1970, 1, 1) + timedelta(minutes=minute)).replace(tzinfo=zone).utcoffset()
        for minute in minutes.tolist()
    ]
    minute_shifts = np.array(
        [(offset or timedelta()) // _MICROSECOND for offset in offsets], np.int64
    )
    utc[changes] = local[changes] - minute_shifts[row_minute]
    return utc
