"""An export from its asking to its file, by the same actions as a user's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeloop.company.models import Person
from pipeloop.core.ids import ExportId
from pipeloop.exchange import actions
from pipeloop.exchange.models import Export
from pipeloop.formats.opening import open_table


def requested(actor: Person, kind: str = "deals", form: str = "xlsx", **filters: Any) -> Export:
    """An export that waits for its job."""
    return actions.request_export(actor, kind, form, filters)


def written(actor: Person, kind: str = "deals", form: str = "xlsx", **filters: Any) -> Export:
    """An export whose job has run."""
    export = requested(actor, kind, form, **filters)
    actions.write_export(key(export))
    export.refresh_from_db()
    return export


def key(export: Export) -> ExportId:
    """The export's id."""
    return ExportId(export.pk)


def table(export: Export) -> list[tuple[Any, ...]]:
    """Header and rows of its file, by the product's own reader."""
    opened = open_table(Path(export.file.path))
    return [opened.header, *(row.cells for row in opened.rows())]


def column(export: Export, name: str) -> list[Any]:
    """What stands in a column of its file, from above."""
    header, *rows = table(export)
    return [row[header.index(name)] for row in rows]
