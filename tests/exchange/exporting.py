"""An export from its asking to its file, by the same actions as a user's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeloop.company.models import Person
from pipeloop.core.ids import ExportId
from pipeloop.exchange import actions
from pipeloop.exchange.models import Export
from pipeloop.formats.opening import open_table


def asked(actor: Person, kind: str = "deals", form: str = "xlsx", **filters: Any) -> Export:
    """An export that waits for its job."""
    return actions.request_export(actor, kind, form, filters)


def written(actor: Person, kind: str = "deals", form: str = "xlsx", **filters: Any) -> Export:
    """An export whose job has run."""
    found = asked(actor, kind, form, **filters)
    actions.write_export(key(found))
    found.refresh_from_db()
    return found


def key(found: Export) -> ExportId:
    """The export's id."""
    return ExportId(found.pk)


def table(found: Export) -> list[tuple[Any, ...]]:
    """Header and rows of its file, by the product's own reader."""
    opened = open_table(Path(found.file.path))
    return [opened.header, *(row.cells for row in opened.rows())]


def column(found: Export, name: str) -> list[Any]:
    """What stands in a column of its file, from above."""
    header, *rows = table(found)
    return [row[header.index(name)] for row in rows]
