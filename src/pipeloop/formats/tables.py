"""A table, from a file of any kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from pipeloop.formats.errors import FormatError

Cell = str | int | float | bool | datetime | date | time | None
MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table.

    Args:
        line: its number as a person sees it in the file, from 1.
        cells: as many as the header has.
        extra: whether the file had more cells here than the header has names.
    """

    line: int
    cells: tuple[Cell, ...]
    extra: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is read line by line, as often as needed.

    Args:
        kind: "csv" or "xlsx".
        encoding, delimiter: of a CSV, else empty.
        sheets: names of the sheets of a workbook, the one read first.
        header: names of the columns, all different.
        rows: starts reading from the first row.
    """

    kind: str
    encoding: str
    delimiter: str
    sheets: tuple[str, ...]
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]


def column_names(cells: list[str]) -> tuple[str, ...]:
    """Names of columns: trimmed, empty ones numbered, repeated ones made different.

    Raises:
        FormatError: there are none, or far too many.
    """
    if not any(cell.strip() for cell in cells):
        raise FormatError("no_header")
    if len(cells) > MAX_COLUMNS:
        raise FormatError("too_wide", columns=len(cells), most=MAX_COLUMNS)
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\x00", "").split()) or f"column {number}"
        repetition, base = 1, name
        while name in names:
            repetition += 1
            name = f"{base} ({repetition})"
        names.append(name)
    return tuple(names)


def fit_row(line: int, cells: list[Cell], width: int) -> Row | None:
    """A row as wide as the header; None when it is empty."""
    if all(_is_blank(cell) for cell in cells):
        return None
    surplus = not all(_is_blank(cell) for cell in cells[width:])
    padded = cells[:width] + [None] * (width - len(cells))
    return Row(line, tuple(padded), extra=surplus)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
