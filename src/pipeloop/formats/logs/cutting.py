"""A CSV text cut into cells by a kernel, as the csv module of Python cuts it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.formats.csvfile import LONGEST_CELL
from pipeloop.formats.logs.spans import Bytes, Places

_QUOTE, _LINE, _RETURN, _SPACE = 34, 10, 13, 32


@kernel
def cut(
    data: Bytes, start: int, limit: int, delimiter: int, slots: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Places, int, int]:
    """Cells of the rows that begin in a part of a text; rows with nothing in them are none.

    A cell in quotes is given without them, and with them where something has yet to be done:
    quotes doubled in it, or letters after it.

    Args:
        start, limit: where the first row begins, and where no row begins any more.
        slots: in which row of the result each column goes, -1 for none; shape (columns,).

    Returns:
        Begins and ends of cells, each of shape (wanted columns, rows); where each row begins;
        where the first row after the part begins; and where the row begins that has a quote
        without end, -1 for none.
    """
    most = 1
    for place in range(start, limit):
        most += (data[place] == _LINE) | (data[place] == _RETURN)
    wide = slots.max() + 1
    low, high = np.zeros((wide, most), np.int64), np.zeros((wide, most), np.int64)
    at = np.empty(most, np.int64)
    row, place, end = 0, start, len(data)
    while place < limit:
        begin, column, full = place, 0, False
        while True:
            first, after, place = _cell(data, place, end, delimiter)
            if place < 0:
                return low[:, :row], high[:, :row], at[:row], begin, begin
            if not full:
                full = _is_full(data, first, after)
            if column < len(slots) and slots[column] >= 0:
                low[slots[column], row], high[slots[column], row] = first, after
            column += 1
            if place >= end or data[place] != delimiter:
                break
            place += 1
        if place + 1 < end and data[place] == _RETURN and data[place + 1] == _LINE:
            place += 1
        place += 1
        if full:
            at[row] = begin
            row += 1
        else:
            low[:, row], high[:, row] = 0, 0
    return low[:, :row], high[:, :row], at[:row], place, -1


@inlined
def _cell(data: Any, place: Any, end: Any, delimiter: Any) -> Any:
    """Where the cell at a place begins and ends, and what is after it: -1 if it never ends."""
    first = place
    if place < end and data[place] == _QUOTE:
        place, close = place + 1, -1
        doubled = False
        while place < end:
            if data[place] == _QUOTE:
                if place + 1 < end and data[place + 1] == _QUOTE:
                    doubled = True
                    place += 1
                else:
                    close = place
                    break
            place += 1
        if close < 0 or close - first > LONGEST_CELL:
            return first, first, -1
        place += 1
        if not doubled and (
            place == end
            or data[place] == delimiter
            or data[place] == _LINE
            or data[place] == _RETURN
        ):
            return first + 1, close, place
    while (
        place < end
        and data[place] != delimiter
        and data[place] != _LINE
        and data[place] != _RETURN
    ):
        place += 1
    return first, place, place


@inlined
def _is_full(data: Any, first: Any, after: Any) -> Any:
    while first < after and data[first] <= _SPACE:
        first += 1
    return first < after
