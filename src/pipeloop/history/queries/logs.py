"""The rows of logs."""

from __future__ import annotations

from django.db.models import Case, When

from pipeloop.core.errors import NotFound
from pipeloop.core.ids import LogId
from pipeloop.history.models import Log
from pipeloop.history.words import LogKind

PAGE = 100


def logs(*, start: int = 0, limit: int = PAGE) -> list[Log]:
    """The latest logs, that of the company's own deals first: one statement."""
    own_first = Case(When(kind=LogKind.OWN, then=0), default=1)
    rows = Log.objects.select_related("added_by").order_by(own_first, "-added_at", "-id")
    return list(rows[start : start + limit])


def log(log_id: LogId) -> Log:
    """One log.

    Raises:
        NotFound: there is none.
    """
    row = Log.objects.select_related("added_by").filter(pk=log_id).first()
    if row is None:
        raise NotFound("log")
    return row


def columns_of_same_header(header: list[str], file_format: str) -> dict[str, str]:
    """How the columns of the latest log with this header are read; empty where there is none."""
    rows = Log.objects.filter(header=header, format=file_format)
    rows = rows.exclude(folder="").exclude(columns={})
    columns: dict[str, str] | None = rows.values_list("columns", flat=True).first()
    return columns or {}
