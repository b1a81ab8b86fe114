"""Writes tables as XLSX and CSV, row by row, so that memory use stays constant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import BinaryIO

from xlsxwriter import Workbook

OutCell = str | int | Decimal | date | datetime | None
# A spreadsheet may run a text that begins with one of these as a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
# The limits of Excel for rows of a sheet and letters of a cell.
MAX_SHEET_ROWS = 1_048_576
MAX_CELL_LETTERS = 32_767
# Excel has no dates before it.
FIRST_DAY = datetime(1900, 3, 1)
# Numbers of formats that Excel adapts to its user's language: date, date and time, amount.
DATE_FORMAT, DATETIME_FORMAT, AMOUNT_FORMAT = 14, 22, 4


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """How spreadsheets of a country read CSV.

    Args:
        delimiter: between cells.
        decimal_point: of numbers.
        date_format: of days; dates with times have hours and minutes after it.
    """

    delimiter: str
    decimal_point: str
    date_format: str


RUSSIAN = CsvStyle(";", ",", "%d.%m.%Y")
ENGLISH = CsvStyle(",", ".", "%Y-%m-%d")


def write_csv(
    out: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[OutCell]], style: CsvStyle
) -> None:
    """Write a table as CSV in UTF-8 with a byte order mark, by which Excel knows the encoding.

    A text that a spreadsheet could run as a formula gets an apostrophe before it. Times are
    written as they are, so the caller gives them in the reader's time zone.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=style.delimiter)
    writer.writerow([_as_text(name, style) for name in header])
    writer.writerows([_as_text(cell, style) for cell in row] for row in rows)
    # The stream is the caller's to close.
    text.detach()


def _as_text(cell: OutCell, style: CsvStyle) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(DANGEROUS) else cell
    if isinstance(cell, datetime):
        return f"{cell:{style.date_format} %H:%M}"
    if isinstance(cell, date):
        return f"{cell:{style.date_format}}"
    return f"{cell:f}".replace(".", style.decimal_point) if isinstance(cell, Decimal) else str(cell)


def write_xlsx(
    out: BinaryIO,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[OutCell]],
    *,
    widths: Sequence[int],
    max_rows: int = MAX_SHEET_ROWS,
) -> None:
    """Write a table as a workbook; rows that one sheet has no room for continue on another.

    Texts stay texts whatever they begin with. Times are written as they are, without a zone.

    Args:
        title: name of the sheet, 25 letters at most.
        widths: of the columns, in letters.
        max_rows: rows of a sheet, including its header.
    """
    with Workbook(out, {"constant_memory": True}) as book:
        sheets = _Sheets(book, title, header, widths)
        sheets.begin()
        row_number = 1
        for row in rows:
            if row_number == max_rows:
                sheets.begin()
                row_number = 1
            sheets.write(row_number, row)
            row_number += 1


class _Sheets:
    """The sheets of a workbook, one after another; only the last is written into."""

    def __init__(
        self, book: Workbook, title: str, header: Sequence[str], widths: Sequence[int]
    ) -> None:
        self._book, self._title, self._header, self._widths = book, title, header, widths
        self._formats = {
            number: book.add_format({"num_format": number})
            for number in (DATE_FORMAT, DATETIME_FORMAT, AMOUNT_FORMAT)
        }
        self._bold = book.add_format({"bold": True})
        self._count = 0

    def begin(self) -> None:
        """Begin a sheet with the header on it."""
        self._count += 1
        name = self._title if self._count == 1 else f"{self._title} {self._count}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)
        for column, word in enumerate(self._header):
            self._sheet.write_string(0, column, word, self._bold)

    def write(self, row_number: int, row: Sequence[OutCell]) -> None:
        """Write a row; the header is row 0."""
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            self._cell(row_number, column, cell)

    def _cell(self, row_number: int, column: int, cell: str | int | Decimal | date) -> None:
        sheet = self._sheet
        if isinstance(cell, str):
            sheet.write_string(row_number, column, cell[:MAX_CELL_LETTERS])
        elif isinstance(cell, Decimal):
            sheet.write_number(row_number, column, float(cell), self._formats[AMOUNT_FORMAT])
        elif isinstance(cell, int):
            sheet.write_number(row_number, column, cell)
        else:
            self._date(row_number, column, cell)

    def _date(self, row_number: int, column: int, cell: date) -> None:
        number_format = DATETIME_FORMAT if isinstance(cell, datetime) else DATE_FORMAT
        value = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        if value < FIRST_DAY:
            self._sheet.write_string(row_number, column, value.date().isoformat())
        else:
            self._sheet.write_datetime(row_number, column, value, self._formats[number_format])
