"""The rows of logs."""

from __future__ import annotations

from pipeloop.core.errors import NotFound
from pipeloop.core.ids import LogId
from pipeloop.history.models import Log
from pipeloop.history.words import LogKind

PAGE = 100


def logs() -> list[Log]:
    """The latest logs, that of the company's own deals first: one statement."""
    rows = list(Log.objects.select_related("by")[:PAGE])
    return sorted(rows, key=lambda row: row.kind != LogKind.OWN)


def log(log_id: LogId) -> Log:
    """One log.

    Raises:
        NotFound: there is none.
    """
    found = Log.objects.select_related("by").filter(pk=log_id).first()
    if found is None:
        raise NotFound("log")
    return found


def same_header(header: list[str], form: str) -> dict[str, str]:
    """How the columns of the latest log with this header are read; nothing where there is none."""
    told = Log.objects.filter(header=header, form=form).exclude(folder="").exclude(columns={})
    found: dict[str, str] | None = told.values_list("columns", flat=True).first()
    return found or {}
