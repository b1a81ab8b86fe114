"""What every step of an import needs: its row held, a look into its file, and how it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pipeloop.company.queries import the_company
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import ImportId
from pipeloop.exchange.domain.line_reader import LineReader, is_date
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import FILE_PROBLEMS, MAX_BYTES, ImportState
from pipeloop.formats.errors import FormatError
from pipeloop.formats.opening import open_table
from pipeloop.formats.tables import Cell, Table
from pipeloop.formats.values import DateStyle, guess_date_style

SAMPLE_ROWS = 200


def locked_import(run_id: ImportId) -> ImportRun:
    """The import's row, held until the transaction ends.

    Raises:
        NotFound: there is no such import.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise NotFound("import")
    return run


def open_file(run: ImportRun) -> Table:
    """The file of an import as a table.

    Raises:
        FormatError: it cannot be read.
    """
    return open_table(Path(run.file.path), max_bytes=MAX_BYTES)


def sample_rows(table: Table) -> list[tuple[Cell, ...]]:
    """The first rows under the header.

    Raises:
        FormatError: there are none.
    """
    rows = [row.cells for row in islice(table.rows(), SAMPLE_ROWS)]
    if not rows:
        raise FormatError("no_rows")
    return rows


def date_style(columns: Mapping[str, int], rows: Sequence[tuple[Cell, ...]]) -> DateStyle:
    """How the columns that hold dates write them."""
    dates = [column for target, column in columns.items() if is_date(target)]
    return guess_date_style(row[column] for row in rows for column in dates)


def line_reader(run: ImportRun, table: Table, stages: dict[str, str] | None) -> LineReader:
    """A reader of the file's lines by the mapping of the import.

    Args:
        stages: as `LineReader` takes them.
    """
    numbers = date_style(run.columns, sample_rows(table)).numbers
    return LineReader(
        shape=run.shape,
        columns=run.columns,
        stages=stages,
        style=DateStyle("dmy" if run.day_first else "mdy", numbers),
        zone=ZoneInfo(the_company().calendar.time_zone),
        header=table.header,
        now=now(),
    )


def refusal(error: FormatError) -> Refused:
    """What is wrong with a file, in words, with the line when it is known."""
    words = str(FILE_PROBLEMS[error.code])
    if error.line:
        words = _("Line %(line)s: %(words)s") % {"line": error.line, "words": words}
    return Refused(error.code, words, field="file")


def mark_failed(run_id: ImportId, state: ImportState, error: Exception) -> None:
    """Let an import say what broke it, so that it can be put right and started anew.

    Args:
        state: in which it broke; an import that has left that state stays as it is.
    """
    words = refusal(error).words if isinstance(error, FormatError) else str(error)[:300]
    ImportRun.objects.filter(pk=run_id, state=state).update(
        state=ImportState.FAILED, error=str(words) or type(error).__name__
    )
