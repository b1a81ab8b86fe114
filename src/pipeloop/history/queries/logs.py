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
    rows = Log.objects.select_related("by").order_by(own_first, "-at", "-id")
    return list(rows[start : start + limit])


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
