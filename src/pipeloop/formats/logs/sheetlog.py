"""A table that is read row by row, as parts of a log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

import numpy as np

from pipeloop.formats.logs.moments import Calendar
from pipeloop.formats.logs.parts import Meaning, Part, Roles
from pipeloop.formats.logs.spans import Spans
from pipeloop.formats.tables import Cell, Table
from pipeloop.formats.values import clean_text

ROWS = 100_000
# Cells are as they are meant.
MEANING = Meaning(str, b'"')


def parts(table: Table, roles: Roles, calendar: Calendar) -> Iterator[Part]:
    """The rows of a table, so many at a time."""
    rows = table.rows()
    while some := list(islice(rows, ROWS)):
        columns = {
            column: Spans.of(written(row.cells[column]) for row in some) for column in roles.wanted
        }
        yield roles.part(columns, np.array([row.line for row in some]), calendar)


def written(cell: Cell) -> str:
    """A cell as a text that a date can be read from."""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return clean_text(cell)
