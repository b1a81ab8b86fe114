"""Workbooks of Excel, read by python-calamine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipeloop.formats.errors import FormatError
from pipeloop.formats.tables import Cell, Row, Table, column_names, fit_row
from pipeloop.formats.values import clean_text

# A workbook is compressed text; a file with a higher compression ratio is an attack.
MAX_RATIO = 60


def open_workbook(path: Path, sheet: str | None, max_bytes: int) -> Table:
    """Read the header of a sheet.

    Args:
        sheet: its name, or None for the first one that holds anything.
        max_bytes: the largest file; its content may be a few times larger.

    Raises:
        FormatError: it is no workbook, has no such sheet, or the sheet has no header.
    """
    _check_archive(path, max_bytes)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        sheet_name = sheet or next((n for n in names if book.get_sheet_by_name(n).start), "")
        if sheet_name not in names:
            raise FormatError("sheet" if sheet else "empty")
        worksheet = book.get_sheet_by_name(sheet_name)
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise FormatError("broken_archive", reason=str(error)[:200]) from None
    first, cells = _header(worksheet)
    header = column_names([clean_text(cell) for cell in cells])

    def rows() -> Iterator[Row]:
        for line, values in _lines(worksheet):
            if line > first:
                row = fit_row(line, values, len(header))
                if row is not None:
                    yield row

    ordered = (sheet_name, *(name for name in names if name != sheet_name))
    return Table("xlsx", "", "", ordered, header, rows)


def _check_archive(path: Path, max_bytes: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise FormatError("broken_archive") from None
    if not any(member.filename.startswith("xl/workbook") for member in members):
        raise FormatError("not_a_table")
    size = sum(member.file_size for member in members)
    if size > min(path.stat().st_size * MAX_RATIO + 1_000_000, 10 * max_bytes):
        raise FormatError("too_large", size=size, most=10 * max_bytes)


def _lines(worksheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    # Empty rows before the first one are included, empty columns before it are not.
    for number, values in enumerate(worksheet.iter_rows(), start=1):
        yield number, [None if value == "" else _cell(value) for value in values]


def _cell(value: Cell | timedelta) -> Cell:
    # A duration is a number of days to Excel; no column here means one.
    return str(value) if isinstance(value, timedelta) else value


def _header(worksheet: CalamineSheet) -> tuple[int, list[Cell]]:
    for line, cells in _lines(worksheet):
        if any(cell is not None for cell in cells):
            while cells and cells[-1] is None:
                cells.pop()
            return line, cells
    raise FormatError("no_header")
