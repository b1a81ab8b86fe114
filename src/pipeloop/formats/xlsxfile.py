"""Workbooks of Excel, by python-calamine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipeloop.formats.errors import FormatError
from pipeloop.formats.tables import Cell, Row, Table, fit, names_of
from pipeloop.formats.values import clean_text

# A workbook is packed text: more than this many times its size unpacked is an attack.
SWELL = 60


def open_workbook(path: Path, sheet: str | None, max_bytes: int) -> Table:
    """Read the header of a sheet.

    Args:
        sheet: its name, or None for the first one that holds anything.
        max_bytes: the largest file; unpacked it may be a few times larger.

    Raises:
        FormatError: it is no workbook, has no such sheet, or the sheet no header.
    """
    _check_archive(path, max_bytes)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        chosen = sheet or next((n for n in names if book.get_sheet_by_name(n).start), "")
        if chosen not in names:
            raise FormatError("sheet" if sheet else "empty")
        page = book.get_sheet_by_name(chosen)
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise FormatError("broken_archive", said=str(error)[:200]) from None
    first, cells = _header(page)
    header = names_of([clean_text(cell) for cell in cells])

    def rows() -> Iterator[Row]:
        for line, values in _lines(page):
            if line > first:
                row = fit(line, values, len(header))
                if row is not None:
                    yield row

    ordered = (chosen, *(name for name in names if name != chosen))
    return Table("xlsx", "", "", ordered, header, rows)


def _check_archive(path: Path, max_bytes: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise FormatError("broken_archive") from None
    if not any(part.filename.startswith("xl/workbook") for part in parts):
        raise FormatError("not_a_table")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > min(path.stat().st_size * SWELL + 1_000_000, 10 * max_bytes):
        raise FormatError("too_large", size=unpacked, most=10 * max_bytes)


def _lines(page: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    # Empty rows above the first one are given too, empty columns before it are not.
    for number, values in enumerate(page.iter_rows(), start=1):
        yield number, [None if value == "" else _cell(value) for value in values]


def _cell(value: Cell | timedelta) -> Cell:
    # A duration is a number of days to Excel; no column here means one.
    return str(value) if isinstance(value, timedelta) else value


def _header(page: CalamineSheet) -> tuple[int, list[Cell]]:
    for line, cells in _lines(page):
        if any(cell is not None for cell in cells):
            while cells and cells[-1] is None:
                cells.pop()
            return line, cells
    raise FormatError("no_header")
