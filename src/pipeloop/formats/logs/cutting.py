"""A CSV text cut into cells by a kernel, as the csv module of Python cuts it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.formats.csvfile import LONGEST_CELL
from pipeloop.formats.logs.bytewise import ONE, address, byte, everywhere, seek
from pipeloop.formats.logs.spans import Bytes

_QUOTE, _LINE, _RETURN, _SPACE = 34, 10, 13, 32
_LONGEST = np.uint64(LONGEST_CELL)


@kernel
def cut(
    data: Bytes, start: int, limit: int, delimiter: int, slots: NDArray[np.int64]
) -> tuple[Any, ...]:
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
    most: Any = 1
    for line in range(start, limit):
        most += (data[line] == _LINE) | (data[line] == _RETURN)
    text = address(data)
    wide = slots.max() + 1
    low, high = np.zeros((wide, most), np.int64), np.zeros((wide, most), np.int64)
    at = np.empty(most, np.int64)
    row, place, end, last = 0, np.uint64(start), np.uint64(len(data)), np.uint64(limit)
    stop = everywhere(delimiter), everywhere(_LINE), everywhere(_RETURN)
    while place < last:
        begin, column, full = place, 0, False
        while True:
            first, after, place = _cell(text, place, end, delimiter, stop)
            if place > end:
                return low[:, :row], high[:, :row], at[:row], np.int64(begin), np.int64(begin)
            full = full or _is_full(text, first, after)
            if column < len(slots) and slots[column] >= 0:
                low[slots[column], row], high[slots[column], row] = first, after
            column += 1
            if place >= end or byte(text, place) != delimiter:
                break
            place += ONE
        if place + ONE < end and byte(text, place) == _RETURN and byte(text, place + ONE) == _LINE:
            place += ONE
        place += ONE
        if full:
            at[row] = begin
            row += 1
        else:
            low[:, row], high[:, row] = 0, 0
    return low[:, :row], high[:, :row], at[:row], np.int64(place), -1


@inlined
def _cell(text: Any, place: Any, end: Any, delimiter: Any, stop: Any) -> Any:
    """Where the cell at a place begins and ends, and what is after it: past the end if it never
    ends.
    """
    first, after, raw = place, place, True
    if place < end and byte(text, place) == _QUOTE:
        raw, place = False, place + ONE
        quote = everywhere(_QUOTE)
        while True:
            place = seek(text, place, end, quote, quote, quote)
            if place + ONE < end and byte(text, place + ONE) == _QUOTE:
                raw, place = True, place + ONE + ONE
            else:
                break
        after, place = place, place + ONE
        if place <= end and place - first > _LONGEST:
            place = end + ONE
    if place < end and (
        raw
        or not (
            byte(text, place) == delimiter
            or byte(text, place) == _LINE
            or byte(text, place) == _RETURN
        )
    ):
        place = seek(text, place, end, stop[0], stop[1], stop[2])
        after = place
    elif raw:
        after = place
    else:
        first += ONE
    return first, after, place


@inlined
def _is_full(text: Any, first: Any, after: Any) -> Any:
    while first < after and byte(text, first) <= _SPACE:
        first += ONE
    return first < after
