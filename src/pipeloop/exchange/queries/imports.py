"""Imports, their files and columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeloop.conveyor.queries.loads import deals_worked_on
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import ImportId
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import MAX_BYTES
from pipeloop.formats.errors import FormatError
from pipeloop.formats.opening import open_table
from pipeloop.formats.tables import Row

PREVIEW = 8
PAGE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file with samples of its cells, and the target it is mapped to."""

    index: int
    name: str
    samples: tuple[str, ...]
    target: str


def imports() -> list[ImportRun]:
    """The latest imports."""
    return list(ImportRun.objects.select_related("by", "origin")[:PAGE])


def import_run(run_id: ImportId) -> ImportRun:
    """One import.

    Raises:
        NotFound: there is none.
    """
    run = ImportRun.objects.select_related("by", "origin").filter(pk=run_id).first()
    if run is None:
        raise NotFound("import")
    return run


def preview(run: ImportRun) -> list[Row]:
    """The first rows of the file; none when it can no longer be read."""
    try:
        table = open_table(Path(run.file.path), max_bytes=MAX_BYTES)
        return list(islice(table.rows(), PREVIEW))
    except (FormatError, OSError):
        return []


def columns(run: ImportRun, rows: list[Row], targets: dict[int, str] | None = None) -> list[Column]:
    """The columns of the file with samples of their cells.

    Args:
        targets: what each is mapped to, by index, when that is not what is saved.
    """
    if targets is None:
        targets = {index: target for target, index in run.columns.items()}
    return [
        Column(
            index=index,
            name=name,
            samples=tuple(
                str(row.cells[index]) for row in rows[:3] if row.cells[index] is not None
            ),
            target=targets.get(index, ""),
        )
        for index, name in enumerate(run.header)
    ]


def worked_on(run: ImportRun) -> int:
    """How many of the loaded deals people have worked on since."""
    return deals_worked_on(run.origin) if run.origin else 0
