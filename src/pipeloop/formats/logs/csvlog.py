"""CSV of any size: split into blocks that all cores read, in the order of the file."""

from __future__ import annotations

import csv
import mmap
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.parallel import cores
from pipeloop.formats.csvfile import unreadable
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs.chunks import Chunk, ColumnRoles
from pipeloop.formats.logs.csv_splitter import split_cells
from pipeloop.formats.logs.text_spans import Bytes, TextSpans, line_numbers, read_only
from pipeloop.formats.logs.timestamps import TimestampReader
from pipeloop.formats.tables import Table

BLOCK = 8 << 20
IN_PLACE = ("utf-8", "utf-8-sig")
# Bytes by which a cell is known that has to be cleaned.
MARKS = b'"\x00'


@dataclass(frozen=True)
class Block:
    """The rows of a block of the file, and where the next block has to begin."""

    start: int
    limit: int
    after: int
    broken: int
    chunk: Chunk


def text_of(path: Path, encoding: str) -> Bytes:
    """The text of a file in UTF-8: a memory map if the file is so, else converted in memory.

    Raises:
        FormatError: encoding, with the first line that is not a text.
    """
    if encoding in IN_PLACE:
        with path.open("rb") as file:
            return read_only(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    try:
        return to_utf8(path.read_bytes(), encoding)
    except UnicodeError:
        raise unreadable(path, encoding) from None


def to_utf8(content: bytes, encoding: str) -> Bytes:
    """The text converted to UTF-8."""
    return read_only(content if encoding in IN_PLACE else content.decode(encoding).encode())


def chunks(
    data: Bytes, table: Table, roles: ColumnRoles, timestamp_reader: TimestampReader
) -> Iterator[Chunk]:
    """The rows of a file under its header, a block at a time.

    Raises:
        FormatError: a quote never ends.
    """
    reader = _Reader(data, table.delimiter, roles, timestamp_reader)
    expected = reader.header_end(_first_line(data))
    with ThreadPoolExecutor(cores()) as pool:
        for block in _read_ahead(pool, reader, expected, 2 * cores()):
            if block.limit <= expected:
                continue  # A quoted cell spans all of it.
            if block.start != expected:
                block = reader.read(expected, block.limit)
            if block.broken >= 0:
                raise FormatError("not_a_table", line=line_numbers(data, [block.broken])[0])
            expected = block.after
            yield block.chunk


def _read_ahead(
    pool: ThreadPoolExecutor, reader: _Reader, start: int, max_waiting: int
) -> Iterator[Block]:
    """Blocks in order; some of them are read ahead."""
    waiting: deque[Future[Block]] = deque()
    while start < len(reader.data) or waiting:
        while start < len(reader.data) and len(waiting) < max_waiting:
            limit = reader.line_after(start + BLOCK)
            waiting.append(pool.submit(reader.read, start, limit))
            start = limit
        yield waiting.popleft().result()


class _Reader:
    def __init__(
        self, data: Bytes, delimiter: str, roles: ColumnRoles, timestamp_reader: TimestampReader
    ) -> None:
        if len(delimiter.encode()) != 1:
            raise FormatError("not_a_table", line=1)
        self.data, self._delimiter = data, ord(delimiter)
        self._roles, self._timestamp_reader = roles, timestamp_reader
        self._slots = _slots(roles.wanted)

    def read(self, start: int, limit: int) -> Block:
        """The rows that begin between two positions."""
        cells = split_cells(self.data, start, limit, self._delimiter, self._slots)
        columns = {
            column: TextSpans(self.data, cells.low[slot], cells.high[slot])
            for slot, column in enumerate(self._roles.wanted)
        }
        chunk = self._roles.chunk(columns, cells.row_starts, self._timestamp_reader)
        return Block(start, limit, cells.after, cells.broken, chunk)

    def header_end(self, position: int) -> int:
        """Where the row after the header begins; the header is the first row that is not empty."""
        rows = 0
        while not rows and position < len(self.data):
            cells = split_cells(self.data, position, position + 1, self._delimiter, self._slots)
            rows, position = len(cells.row_starts), cells.after
        return position

    def line_after(self, position: int) -> int:
        """Where the line after a position begins, if it is not inside a quoted cell."""
        while position < len(self.data):
            ends = np.flatnonzero(self.data[position : position + 65_536] == ord("\n"))
            if len(ends):
                return position + int(ends[0]) + 1
            position += 65_536
        return len(self.data)


def _slots(wanted: tuple[int, ...]) -> NDArray[np.int64]:
    slots = np.full(max(wanted) + 1, -1, np.int64)
    slots[list(wanted)] = np.arange(len(wanted))
    return slots


def _first_line(data: Bytes) -> int:
    """Where the text begins after a byte order mark and after Excel's `sep=`."""
    head = data[:20].tobytes()
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    if head[start : start + 4].lower() == b"sep=":
        start += len(head[start:].splitlines(keepends=True)[0])
    return start


def clean(raw: str, delimiter: str) -> str:
    """The text of a cell that still has its quotes."""
    text = raw.replace("\x00", "")
    if not text.startswith('"'):
        return text
    return next(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), [""])[0]
