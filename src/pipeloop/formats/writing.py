"""Tables on their way out: XLSX and CSV, written row by row so that memory stays flat."""

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
# A spreadsheet takes a text that begins so for a formula, or lets one begin after it.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
# As many rows as a sheet of Excel has, and letters as a cell of it.
SHEET_ROWS = 1_048_576
CELL_LETTERS = 32_767
# Days before it are no dates to Excel.
FIRST = datetime(1900, 3, 1)
# Formats that Excel shows as its user is used to: a day, a moment, an amount.
DAY, MOMENT, AMOUNT = 14, 22, 4


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """How a country's spreadsheets read CSV.

    Args:
        delimiter: between cells.
        point: before the decimals of a number.
        day: format of a day; its moment has hours and minutes after it.
    """

    delimiter: str
    point: str
    day: str


RUSSIAN = CsvStyle(";", ",", "%d.%m.%Y")
ENGLISH = CsvStyle(",", ".", "%Y-%m-%d")


def write_csv(
    out: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[OutCell]], style: CsvStyle
) -> None:
    """Write a table as CSV in UTF-8 with its mark, by which Excel knows the encoding.

    A text that a spreadsheet would run as a formula is led by an apostrophe. Moments are
    written as they stand, so the caller gives them in the reader's clock.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=style.delimiter)
    writer.writerow([_plain(name, style) for name in header])
    writer.writerows([_plain(cell, style) for cell in row] for row in rows)
    # The stream is the caller's to close.
    text.detach()


def _plain(cell: OutCell, style: CsvStyle) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(DANGEROUS) else cell
    if isinstance(cell, datetime):
        return f"{cell:{style.day} %H:%M}"
    if isinstance(cell, date):
        return f"{cell:{style.day}}"
    return f"{cell:f}".replace(".", style.point) if isinstance(cell, Decimal) else str(cell)


def write_xlsx(
    out: BinaryIO,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[OutCell]],
    *,
    widths: Sequence[int],
    most: int = SHEET_ROWS,
) -> None:
    """Write a table as a workbook; what one sheet does not hold goes on in another.

    Texts are kept as texts whatever they begin with. Moments are written as they stand, without
    a zone.

    Args:
        title: name of the sheet, 25 letters at most.
        widths: of the columns, in letters.
        most: rows of a sheet, its header with them.
    """
    with Workbook(out, {"constant_memory": True}) as book:
        sheets = _Sheets(book, title, header, widths)
        sheets.begin()
        place = 1
        for row in rows:
            if place == most:
                sheets.begin()
                place = 1
            sheets.write(place, row)
            place += 1


class _Sheets:
    """The sheets of a workbook, one after another; only the last is written into."""

    def __init__(
        self, book: Workbook, title: str, header: Sequence[str], widths: Sequence[int]
    ) -> None:
        self._book, self._title, self._header, self._widths = book, title, header, widths
        self._formats = {
            number: book.add_format({"num_format": number}) for number in (DAY, MOMENT, AMOUNT)
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

    def write(self, place: int, row: Sequence[OutCell]) -> None:
        """Write a row, counted from the header's 0."""
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            self._cell(place, column, cell)

    def _cell(self, place: int, column: int, cell: str | int | Decimal | date) -> None:
        sheet = self._sheet
        if isinstance(cell, str):
            sheet.write_string(place, column, cell[:CELL_LETTERS])
        elif isinstance(cell, Decimal):
            sheet.write_number(place, column, float(cell), self._formats[AMOUNT])
        elif isinstance(cell, int):
            sheet.write_number(place, column, cell)
        else:
            self._date(place, column, cell)

    def _date(self, place: int, column: int, cell: date) -> None:
        shown = MOMENT if isinstance(cell, datetime) else DAY
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        if moment < FIRST:
            self._sheet.write_string(place, column, moment.date().isoformat())
        else:
            self._sheet.write_datetime(place, column, moment, self._formats[shown])
