"""CSV of any size: cut into blocks that all cores read, in the order of the file."""

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
from pipeloop.formats.logs.cutting import cut
from pipeloop.formats.logs.moments import Calendar
from pipeloop.formats.logs.parts import Part, Roles
from pipeloop.formats.logs.spans import Bytes, Spans, kept, line_of
from pipeloop.formats.tables import Table

BLOCK = 8 << 20
IN_PLACE = ("utf-8", "utf-8-sig")
# A quoted cell that is not simply what stands between its quotes begins with one here.
MARKS = b'"\x00'


@dataclass(frozen=True)
class Block:
    """Cells of a part of the file, and where the next part has to begin."""

    start: int
    limit: int
    after: int
    broken: int
    part: Part


def text_of(path: Path, encoding: str) -> Bytes:
    """The text of a file in UTF-8: mapped where it is so, else brought to it in memory.

    Raises:
        FormatError: encoding, with the line where it stops being a text.
    """
    if encoding in IN_PLACE:
        with path.open("rb") as file:
            return kept(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    try:
        return in_utf8(path.read_bytes(), encoding)
    except UnicodeError:
        raise unreadable(path, encoding) from None


def in_utf8(content: bytes, encoding: str) -> Bytes:
    """A text in UTF-8."""
    return kept(content if encoding in IN_PLACE else content.decode(encoding).encode())


def parts(data: Bytes, table: Table, roles: Roles, calendar: Calendar) -> Iterator[Part]:
    """The rows of a file under its header, a part at a time.

    Raises:
        FormatError: a quote never ends.
    """
    reader = _Reader(data, table.delimiter, roles, calendar)
    expected = reader.header_end(_first_line(data))
    with ThreadPoolExecutor(cores()) as pool:
        for block in _ahead(pool, reader, expected, 2 * cores()):
            if block.limit <= expected:
                continue  # A quoted cell goes on over all of it.
            if block.start != expected:
                block = reader.read(expected, block.limit)
            if block.broken >= 0:
                raise FormatError("not_a_table", line=line_of(data, [block.broken])[0])
            expected = block.after
            yield block.part


def _ahead(pool: ThreadPoolExecutor, reader: _Reader, start: int, most: int) -> Iterator[Block]:
    """Blocks in order, some of them read before they are asked for."""
    waiting: deque[Future[Block]] = deque()
    while start < len(reader.data) or waiting:
        while start < len(reader.data) and len(waiting) < most:
            limit = reader.line_after(start + BLOCK)
            waiting.append(pool.submit(reader.read, start, limit))
            start = limit
        yield waiting.popleft().result()


class _Reader:
    def __init__(self, data: Bytes, delimiter: str, roles: Roles, calendar: Calendar) -> None:
        if len(delimiter.encode()) != 1:
            raise FormatError("not_a_table", line=1)
        self.data, self._delimiter = data, ord(delimiter)
        self._roles, self._calendar = roles, calendar
        self._slots = _slots(roles.wanted)

    def read(self, start: int, limit: int) -> Block:
        """The rows that begin from one place to another."""
        low, high, at, after, broken = cut(self.data, start, limit, self._delimiter, self._slots)
        cells = {
            column: Spans(self.data, low[slot], high[slot])
            for slot, column in enumerate(self._roles.wanted)
        }
        return Block(start, limit, after, broken, self._roles.part(cells, at, self._calendar))

    def header_end(self, place: int) -> int:
        """Where the row after the header begins: it is the first one with anything in it."""
        rows = 0
        while not rows and place < len(self.data):
            cells = cut(self.data, place, place + 1, self._delimiter, self._slots)
            rows, place = len(cells[2]), cells[3]
        return place

    def line_after(self, place: int) -> int:
        """Where the line after the one at a place begins, if no quoted cell goes on there."""
        while place < len(self.data):
            ends = np.flatnonzero(self.data[place : place + 65_536] == ord("\n"))
            if len(ends):
                return place + int(ends[0]) + 1
            place += 65_536
        return len(self.data)


def _slots(wanted: tuple[int, ...]) -> NDArray[np.int64]:
    slots = np.full(max(wanted) + 1, -1, np.int64)
    slots[list(wanted)] = np.arange(len(wanted))
    return slots


def _first_line(data: Bytes) -> int:
    """Where the text begins after its mark, and after Excel's `sep=`."""
    head = data[:20].tobytes()
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    if head[start : start + 4].lower() == b"sep=":
        start += len(head[start:].splitlines(keepends=True)[0])
    return start


def clean(raw: str, delimiter: str) -> str:
    """What a cell means whose quotes are still around it."""
    plain = raw.replace("\x00", "")
    if not plain.startswith('"'):
        return plain
    return next(csv.reader(plain.splitlines(keepends=True), delimiter=delimiter), [""])[0]
