"""Reading a log into a folder of its own, and keeping the folders in order."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import override

from pipeloop.company.queries import the_company
from pipeloop.core.clock import now
from pipeloop.core.ids import LogId
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import Columns, read_log
from pipeloop.history.actions.adding import ask_to_read
from pipeloop.history.actions.folders import drop, drop_left_over, keep
from pipeloop.history.models import Log
from pipeloop.history.queries.open_logs import folder_of, opened
from pipeloop.history.queries.own_log import append_own_events, read_own_log, watermark
from pipeloop.history.words import LogKind, LogState

# Of the rows that were left out, so many are kept to be shown.
EXAMPLES = 50


@dataclass(frozen=True)
class Found:
    """What came of reading a log.

    Args:
        rows: how many there were, those left out with them.
        bad: how many were left out, by reason; `examples` the first of them.
        mark: up to where the company's own events were read.
    """

    log: EventLog
    rows: int
    bad: dict[str, int] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)
    mark: str = ""


def read(log_id: LogId) -> None:
    """Read a log that waits for it; what was studied before stays until this is whole."""
    row = Log.objects.filter(pk=log_id, state=LogState.READING).first()
    if row is None:
        return
    try:
        _go_over(row, _found(row))
    except FormatError as error:
        # Whatever a format tells of its error, JSON is to hold it.
        told = {name: str(value)[:500] for name, value in error.details.items()}
        _fail(row, error.code, told | ({"line": error.line} if error.line else {}))
    except Exception:
        _fail(row, "broken", {})
        raise


def _found(row: Log) -> Found:
    if row.is_own:
        return _gathered()
    path = Path(row.file.path)
    if not path.exists():
        raise FormatError("lost")
    told = read_log(path, Columns(**row.columns), zone=ZoneInfo(row.zone))
    return Found(
        told.log,
        told.rows,
        bad=dict(told.bad),
        examples=[asdict(example) for example in told.examples[:EXAMPLES]],
    )


def _gathered(row: Log | None = None) -> Found:
    """The company's own events; of a log that is read already, only those that came since."""
    with override(the_company().language):
        # Before the events are read: what happens meanwhile is found by the next time.
        told = watermark()
        log = _grown(row, told) if row and row.mark and row.is_open else None
        log = log or read_own_log()
    return Found(log, log.event_count, mark=told)


def _grown(row: Log, told: str) -> EventLog | None:
    try:
        return append_own_events(opened(row.folder), row.mark, told)
    except FileNotFoundError:
        return None


def _go_over(row: Log, found: Found) -> None:
    """Keep what was read in a new folder, and let the row name it."""
    folder = keep(found.log, LogId(row.pk))
    with transaction.atomic():
        fresh = Log.objects.select_for_update().filter(pk=row.pk, revision=row.revision).first()
        if fresh is None or fresh.folder != row.folder:
            # Removed meanwhile, told other columns, or read by another worker.
            drop(folder)
            return
        fresh.folder, fresh.state, fresh.read_at = folder, LogState.READY, now()
        fresh.cases, fresh.events, fresh.rows = (
            found.log.case_count,
            found.log.event_count,
            found.rows,
        )
        fresh.bad, fresh.examples, fresh.mark = found.bad, found.examples, found.mark
        fresh.error, fresh.details = "", {}
        fresh.save()
        transaction.on_commit(lambda: drop(row.folder))


def _fail(row: Log, code: str, details: dict[str, Any]) -> None:
    """Let the row say what broke, so that it can be mended and read anew."""
    waiting = Log.objects.filter(pk=row.pk, revision=row.revision, state=LogState.READING)
    waiting.update(state=LogState.FAILED, error=code, details=details)


def refresh_own() -> None:
    """Read the company's own events anew where anything has happened since."""
    row = Log.objects.filter(kind=LogKind.OWN).first()
    with override(the_company().language):
        told = watermark()
    if row is None:
        if told.startswith("0:"):
            return
        row = _own()
    elif row.mark == told and row.is_open:
        return
    try:
        _go_over(row, _gathered(row))
    except Exception:
        _fail(row, "broken", {})
        raise


def _own() -> Log:
    """The row of the company's own deals; the first to come makes it."""
    company = the_company()
    try:
        with transaction.atomic():
            return Log.objects.create(
                name=str(company),
                kind=LogKind.OWN,
                at=now(),
                state=LogState.READING,
                zone=company.calendar.time_zone,
            )
    except IntegrityError:
        return Log.objects.get(kind=LogKind.OWN)


def take_care() -> None:
    """Remove folders that no log names, and read anew those whose folder is not there."""
    named = set(Log.objects.exclude(folder="").values_list("folder", flat=True))
    drop_left_over(named)
    lost = [row.pk for row in Log.objects.exclude(folder="") if not folder_of(row.folder).is_dir()]
    for log_id in lost:
        with transaction.atomic():
            row = Log.objects.select_for_update().get(pk=log_id)
            if not row.is_busy:
                ask_to_read(row)
