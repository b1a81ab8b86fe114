"""Splits a CSV text into cells by a kernel, as Python's csv module does."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.formats.csvfile import MAX_CELL_LENGTH
from pipeloop.formats.logs.byte_access import ONE, address, byte, find_any_of, repeated
from pipeloop.formats.logs.text_spans import Bytes

_QUOTE, _LINE, _RETURN, _SPACE = 34, 10, 13, 32
_MAX_LENGTH = np.uint64(MAX_CELL_LENGTH)


class Cells(NamedTuple):
    """Cells of some rows.

    Args:
        low, high: starts and ends of cells; shape (wanted columns, rows).
        row_starts: the start of each row; shape (rows,).
        after: the start of the first row after these.
        broken: the start of a row with a quote that never ends, -1 for none.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    row_starts: NDArray[np.int64]
    after: Any
    broken: Any


@kernel
def split_cells(
    data: Bytes, start: int, limit: int, delimiter: int, slots: NDArray[np.int64]
) -> Cells:
    """Cells of the rows that begin in a part of a text; empty rows are left out.

    A quoted cell is given without its quotes, but with them where it has to be cleaned: it has
    doubled quotes inside, or letters after the closing one.

    Args:
        start, limit: where the first row begins, and the position before which rows begin.
        slots: the row of the result for each column, -1 for none; shape (columns,).
    """
    max_rows: Any = 1
    for line in range(start, limit):
        max_rows += (data[line] == _LINE) | (data[line] == _RETURN)
    text = address(data)
    width = slots.max() + 1
    low, high = np.zeros((width, max_rows), np.int64), np.zeros((width, max_rows), np.int64)
    row_starts = np.empty(max_rows, np.int64)
    row, position, end, last = 0, np.uint64(start), np.uint64(len(data)), np.uint64(limit)
    stops = repeated(delimiter), repeated(_LINE), repeated(_RETURN)
    while position < last:
        begin, column, has_text = position, 0, False
        while True:
            first, after, position = _cell(text, position, end, delimiter, stops)
            if position > end:
                return _first_rows(low, high, row_starts, row, begin, begin)
            has_text = has_text or _has_text(text, first, after)
            if column < len(slots) and slots[column] >= 0:
                low[slots[column], row], high[slots[column], row] = first, after
            column += 1
            if position >= end or byte(text, position) != delimiter:
                break
            position += ONE
        position = _next_line(text, position, end)
        if has_text:
            row_starts[row] = begin
            row += 1
        else:
            low[:, row], high[:, row] = 0, 0
    return _first_rows(low, high, row_starts, row, position, -1)


@inlined
def _first_rows(low: Any, high: Any, row_starts: Any, rows: Any, after: Any, broken: Any) -> Cells:
    return Cells(
        low[:, :rows], high[:, :rows], row_starts[:rows], np.int64(after), np.int64(broken)
    )


@inlined
def _next_line(text: Any, position: Any, end: Any) -> Any:
    """The position after a line end, which may be two letters."""
    if (
        position + ONE < end
        and byte(text, position) == _RETURN
        and byte(text, position + ONE) == _LINE
    ):
        position += ONE
    return position + ONE


@inlined
def _cell(text: Any, position: Any, end: Any, delimiter: Any, stops: Any) -> Any:
    """Start and end of the cell at a position, and the position after it: beyond the end of the
    text if the cell never ends.
    """
    first, after, keeps_quotes = position, position, True
    if position < end and byte(text, position) == _QUOTE:
        keeps_quotes, position = False, position + ONE
        quote = repeated(_QUOTE)
        while True:
            position = find_any_of(text, position, end, quote, quote, quote)
            if position + ONE < end and byte(text, position + ONE) == _QUOTE:
                keeps_quotes, position = True, position + ONE + ONE
            else:
                break
        after, position = position, position + ONE
        if position <= end and position - first > _MAX_LENGTH:
            position = end + ONE
    if position < end and (
        keeps_quotes
        or not (
            byte(text, position) == delimiter
            or byte(text, position) == _LINE
            or byte(text, position) == _RETURN
        )
    ):
        position = find_any_of(text, position, end, stops[0], stops[1], stops[2])
        after = position
    elif keeps_quotes:
        after = position
    else:
        first += ONE
    return first, after, position


@inlined
def _has_text(text: Any, first: Any, after: Any) -> Any:
    while first < after and byte(text, first) <= _SPACE:
        first += ONE
    return first < after
