"""Which kind a file is, told by its content, and how each kind is opened."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeloop.formats.csvfile import open_csv, unreadable
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import csvlog, packed, sheetlog, xeslog
from pipeloop.formats.logs.moments import Calendar
from pipeloop.formats.logs.parts import Meaning, Part, Roles
from pipeloop.formats.logs.spans import Bytes, line_of
from pipeloop.formats.tables import Cell, Table
from pipeloop.formats.xlsxfile import open_workbook

SAMPLES = 200
HEAD = 1 << 16
# As much of a packed file as surely holds the rows that are looked at.
LONG_HEAD = 1 << 20
# What tools write before the first trace may be long.
XES_HEAD = 8 << 20
MOST_SHEET_BYTES = 300_000_000
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Source:
    """A table of any kind.

    Args:
        parts: begins a reading of its rows.
        meaning: of its raw texts.
        lines: numbers of the lines of rows, by `Part.at`.
        unreadable: what to say where a text is none.
    """

    kind: str
    header: tuple[str, ...]
    samples: tuple[tuple[Cell, ...], ...]
    meaning: Meaning
    parts: Callable[[Roles, Calendar], Iterator[Part]]
    lines: Callable[[list[int]], list[int]] = list
    unreadable: Callable[[], FormatError] = lambda: FormatError("encoding")


class XesSource:
    """XES, plain or packed; its text is read when asked."""

    kind = "xes"

    def __init__(self, path: Path, is_packed: bool) -> None:
        self._path, self._packed = path, is_packed
        self._text: Bytes | None = None

    def text(self) -> Bytes:
        """The whole text in UTF-8."""
        if self._text is None:
            content = packed.unpacked(self._path) if self._packed else self._path.read_bytes()
            self._text = xeslog.text_of(content)
        return self._text

    def head(self) -> Bytes:
        """The first part of it."""
        return xeslog.text_of(_head(self._path, self._packed, XES_HEAD), whole=False)

    def lines(self, places: list[int]) -> list[int]:
        """Numbers of events: a text may be one line."""
        return places

    def unreadable(self) -> FormatError:
        """What to say where a text is none."""
        return FormatError("encoding")


def open_source(path: Path) -> Source | XesSource:
    """Look into a file.

    Raises:
        FormatError: it is empty, of no kind that is read here, or has no header.
    """
    head = _head(path, False, HEAD)
    is_packed = head.startswith(packed.MARK)
    if is_packed:
        head = _head(path, True, HEAD)
    if not head.strip():
        raise FormatError("empty")
    if head.startswith(b"PAR1"):
        return _parquet(path)
    if head.startswith(b"PK\x03\x04"):
        return _sheet(path)
    if _is_xml(head):
        return XesSource(path, is_packed)
    return _packed_csv(path) if is_packed else _csv(path, head)


def _head(path: Path, is_packed: bool, size: int) -> bytes:
    if is_packed:
        return packed.head(path, size)
    with path.open("rb") as file:
        return file.read(size)


def _is_xml(head: bytes) -> bool:
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip().startswith(b"<")


def _csv(path: Path, head: bytes) -> Source:
    table = open_csv(path, head)
    return _text(
        table,
        lambda: csvlog.text_of(path, table.encoding),
        lambda: unreadable(path, table.encoding),
    )


def _packed_csv(path: Path) -> Source:
    # What tells the form of a table wants a file of its own.
    with tempfile.TemporaryDirectory() as folder:
        some = Path(folder) / "head"
        some.write_bytes(packed.head(path, LONG_HEAD))
        table = open_csv(some, some.read_bytes()[:HEAD])
        return _text(
            table,
            lambda: csvlog.in_utf8(packed.unpacked(path), table.encoding),
            lambda: FormatError("encoding"),
        )


def _text(table: Table, text: Callable[[], Bytes], said: Callable[[], FormatError]) -> Source:
    data: list[Bytes] = []

    def opened() -> Bytes:
        if not data:
            data.append(text())
        return data[0]

    return Source(
        "tsv" if table.delimiter == "\t" else "csv",
        table.header,
        _samples(table),
        Meaning(lambda raw: csvlog.clean(raw, table.delimiter), csvlog.MARKS),
        lambda roles, calendar: csvlog.parts(opened(), table, roles, calendar),
        lambda places: line_of(opened(), places),
        said,
    )


def _sheet(path: Path) -> Source:
    table = open_workbook(path, None, MOST_SHEET_BYTES)
    return Source(
        "xlsx",
        table.header,
        _samples(table),
        sheetlog.MEANING,
        lambda roles, calendar: sheetlog.parts(table, roles, calendar),
    )


def _parquet(path: Path) -> Source:
    # Arrow takes long to load: only those who need it wait.
    from pipeloop.formats.logs import parquetlog

    file = parquetlog.open_parquet(path)
    return Source(
        "parquet",
        parquetlog.header_of(file),
        parquetlog.samples_of(file, SAMPLES),
        sheetlog.MEANING,
        lambda roles, calendar: parquetlog.parts(file, roles, calendar),
    )


def _samples(table: Table) -> tuple[tuple[Cell, ...], ...]:
    rows: Iterable[tuple[Cell, ...]] = (row.cells for row in table.rows())
    return tuple(islice(rows, SAMPLES))
