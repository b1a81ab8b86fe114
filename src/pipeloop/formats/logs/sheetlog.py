"""A table that is read row by row, as chunks of a log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

import numpy as np

from pipeloop.formats.logs.chunks import Chunk, ColumnRoles, TextCleaner
from pipeloop.formats.logs.text_spans import TextSpans
from pipeloop.formats.logs.timestamps import TimestampReader
from pipeloop.formats.tables import Cell, Table
from pipeloop.formats.values import clean_text

ROWS_PER_CHUNK = 100_000
# Cells have no quoting to be removed.
CLEANER = TextCleaner(str, b'"')


def chunks(table: Table, roles: ColumnRoles, timestamp_reader: TimestampReader) -> Iterator[Chunk]:
    """The rows of a table, a chunk at a time."""
    row_iterator = table.rows()
    while rows := list(islice(row_iterator, ROWS_PER_CHUNK)):
        columns = {
            column: TextSpans.of(cell_text(row.cells[column]) for row in rows)
            for column in roles.wanted
        }
        yield roles.chunk(columns, np.array([row.line for row in rows]), timestamp_reader)


def cell_text(cell: Cell) -> str:
    """A cell as a text from which a date can be read."""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return clean_text(cell)
