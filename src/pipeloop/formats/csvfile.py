"""CSV in any dialect, read as a stream."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeloop.formats.errors import FormatError
from pipeloop.formats.tables import Cell, Row, Table, column_names, fit_row
from pipeloop.formats.text import encoding_of

DELIMITERS = ",;\t|"
MAX_CELL_LENGTH = 1_000_000


def open_csv(path: Path, head: bytes) -> Table:
    """Find the encoding, the delimiter and the header of a CSV file.

    Raises:
        FormatError: it is not text, not a table, or has no header.
    """
    encoding = encoding_of(head)
    declared = _declared_delimiter(path, encoding)
    delimiter = declared or _guess_delimiter(path, encoding)
    lines = _records(path, encoding, delimiter, skip_first=bool(declared))
    for _line, cells in lines:
        if any(cell.strip() for cell in cells):
            header = column_names(cells)
            break
    else:
        raise FormatError("no_header")

    def rows() -> Iterator[Row]:
        seen_header = False
        for line, cells in _records(path, encoding, delimiter, skip_first=bool(declared)):
            if not seen_header:
                seen_header = any(cell.strip() for cell in cells)
                continue
            values: list[Cell] = list(cells)
            row = fit_row(line, values, len(header))
            if row is not None:
                yield row

    return Table("csv", encoding, delimiter, (), header, rows)


def _declared_delimiter(path: Path, encoding: str) -> str:
    """Excel may name the delimiter in a first line of its own: `sep=;`."""
    with path.open(encoding=encoding, errors="strict", newline="") as file:
        try:
            first = file.readline(100).rstrip("\r\n").lstrip("\ufeff")
        except UnicodeError:
            raise unreadable(path, encoding) from None
    declared = first[4:] if first.lower().startswith("sep=") else ""
    return declared if len(declared) == 1 and declared not in '"\x00' else ""


def _guess_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that splits the first records into the most cells of the same number."""
    best, score = ",", 0
    for delimiter in DELIMITERS:
        widths = []
        try:
            for _line, cells in _records(path, encoding, delimiter):
                if any(cell.strip() for cell in cells):
                    widths.append(len(cells))
                if len(widths) >= 30:
                    break
        except FormatError:
            pass  # Reported when the table is opened or read; the records before it count.
        if not widths or widths[0] < 2:
            continue
        even = sum(width == widths[0] for width in widths)
        if even * widths[0] > score:
            best, score = delimiter, even * widths[0]
    return best


def _records(
    path: Path, encoding: str, delimiter: str, *, skip_first: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each begins."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    with path.open(encoding=encoding, newline="") as file:
        if skip_first:
            file.readline()
        first = 1 + skip_first
        # A single quote inside a cell is kept as it is; one that never ends is refused below.
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter, strict=False)
        before = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise FormatError("not_a_table", line=first + before) from None
            except UnicodeError:
                raise unreadable(path, encoding) from None
            if lines.is_exhausted:
                raise FormatError("not_a_table", line=first + before)
            yield first + before, cells
            before = reader.line_num


class _Lines:
    """Lines of a file, and whether one was requested after the last.

    The reader does so only for the rest of a quoted cell, whose quote then never ends.
    """

    def __init__(self, file: Iterable[str]) -> None:
        self._lines = iter(file)
        self.is_exhausted = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            return line
        self.is_exhausted = True
        raise StopIteration


def unreadable(path: Path, encoding: str) -> FormatError:
    """The error for a file that is not text, with the line of the first wrong byte."""
    try:
        path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        valid = error.object[: error.start].decode(encoding, errors="ignore")
        return FormatError("encoding", line=1 + valid.count("\n"))
    return FormatError("encoding")
