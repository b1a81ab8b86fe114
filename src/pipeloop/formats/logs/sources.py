"""Recognises the kind of a file by its content, and opens it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeloop.formats.csvfile import open_csv, unreadable
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import csvlog, gzip_files, sheetlog, xeslog
from pipeloop.formats.logs.chunks import Chunk, ColumnRoles, TextCleaner
from pipeloop.formats.logs.text_spans import Bytes, line_numbers
from pipeloop.formats.logs.timestamps import TimestampReader
from pipeloop.formats.tables import Cell, Table
from pipeloop.formats.xlsxfile import open_workbook

SAMPLE_ROWS = 200
HEAD = 1 << 16
# As much of a compressed file as surely holds the sample rows.
GZIP_HEAD = 1 << 20
# What tools write before the first trace may be long.
XES_HEAD = 8 << 20
MAX_SHEET_BYTES = 300_000_000
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Source:
    """A table of any kind.

    Args:
        cleaner: of its raw texts.
        chunks: starts reading its rows.
        lines: numbers of the lines of rows, by `Chunk.at`.
        unreadable: the error for a text that cannot be decoded.
    """

    kind: str
    header: tuple[str, ...]
    samples: tuple[tuple[Cell, ...], ...]
    cleaner: TextCleaner
    chunks: Callable[[ColumnRoles, TimestampReader], Iterator[Chunk]]
    lines: Callable[[list[int]], list[int]] = list
    unreadable: Callable[[], FormatError] = lambda: FormatError("encoding")


class XesSource:
    """XES, plain or compressed; its text is read when it is needed."""

    kind = "xes"

    def __init__(self, path: Path, is_gzip: bool) -> None:
        self._path, self._is_gzip = path, is_gzip
        self._text: Bytes | None = None

    def text(self) -> Bytes:
        """The whole text in UTF-8."""
        if self._text is None:
            content = (
                gzip_files.decompress(self._path) if self._is_gzip else self._path.read_bytes()
            )
            self._text = xeslog.text_of(content)
        return self._text

    def head(self) -> Bytes:
        """The first part of the text."""
        return xeslog.text_of(_head(self._path, self._is_gzip, XES_HEAD), whole=False)

    def lines(self, positions: list[int]) -> list[int]:
        """Numbers of events, as the whole file may be one line."""
        return positions

    def unreadable(self) -> FormatError:
        """The error for a text that cannot be decoded."""
        return FormatError("encoding")


def open_source(path: Path) -> Source | XesSource:
    """Open a file for reading.

    Raises:
        FormatError: it is empty, of no supported kind, or has no header.
    """
    head = _head(path, False, HEAD)
    is_gzip = head.startswith(gzip_files.MARK)
    if is_gzip:
        head = _head(path, True, HEAD)
    if not head.strip():
        raise FormatError("empty")
    if head.startswith(b"PAR1"):
        return _parquet(path)
    if head.startswith(b"PK\x03\x04"):
        return _sheet(path)
    if _is_xml(head):
        return XesSource(path, is_gzip)
    return _gzip_csv(path) if is_gzip else _csv(path, head)


def _head(path: Path, is_gzip: bool, size: int) -> bytes:
    if is_gzip:
        return gzip_files.decompress_head(path, size)
    with path.open("rb") as file:
        return file.read(size)


def _is_xml(head: bytes) -> bool:
    for mark in _BOMS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip().startswith(b"<")


def _csv(path: Path, head: bytes) -> Source:
    table = open_csv(path, head)
    return _text(
        table,
        lambda: csvlog.text_of(path, table.encoding),
        lambda: unreadable(path, table.encoding),
    )


def _gzip_csv(path: Path) -> Source:
    # The form of a table is recognised from a file.
    with tempfile.TemporaryDirectory() as folder:
        sample_file = Path(folder) / "head"
        sample_file.write_bytes(gzip_files.decompress_head(path, GZIP_HEAD))
        table = open_csv(sample_file, sample_file.read_bytes()[:HEAD])
        return _text(
            table,
            lambda: csvlog.to_utf8(gzip_files.decompress(path), table.encoding),
            lambda: FormatError("encoding"),
        )


def _text(table: Table, text: Callable[[], Bytes], unreadable: Callable[[], FormatError]) -> Source:
    data: list[Bytes] = []

    def cached_text() -> Bytes:
        if not data:
            data.append(text())
        return data[0]

    return Source(
        "tsv" if table.delimiter == "\t" else "csv",
        table.header,
        _samples(table),
        TextCleaner(lambda raw: csvlog.clean(raw, table.delimiter), csvlog.MARKS),
        lambda roles, timestamp_reader: csvlog.chunks(
            cached_text(), table, roles, timestamp_reader
        ),
        lambda positions: line_numbers(cached_text(), positions),
        unreadable,
    )


def _sheet(path: Path) -> Source:
    table = open_workbook(path, None, MAX_SHEET_BYTES)
    return Source(
        "xlsx",
        table.header,
        _samples(table),
        sheetlog.CLEANER,
        lambda roles, timestamp_reader: sheetlog.chunks(table, roles, timestamp_reader),
    )


def _parquet(path: Path) -> Source:
    # Arrow takes long to load, so it is imported only when needed.
    from pipeloop.formats.logs import parquetlog

    file = parquetlog.open_parquet(path)
    return Source(
        "parquet",
        parquetlog.header_of(file),
        parquetlog.samples_of(file, SAMPLE_ROWS),
        sheetlog.CLEANER,
        lambda roles, timestamp_reader: parquetlog.chunks(file, roles, timestamp_reader),
    )


def _samples(table: Table) -> tuple[tuple[Cell, ...], ...]:
    rows: Iterable[tuple[Cell, ...]] = (row.cells for row in table.rows())
    return tuple(islice(rows, SAMPLE_ROWS))
