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
from pipeloop.history.actions.adding import queue_reading
from pipeloop.history.actions.folders import remove_folder, remove_orphan_folders, save_folder
from pipeloop.history.models import Log
from pipeloop.history.queries.log_cache import folder_path, open_folder
from pipeloop.history.queries.own_log import append_own_events, read_own_log, watermark
from pipeloop.history.words import LogKind, LogState

# How many of the rejected rows are kept to be shown.
EXAMPLES = 50


@dataclass(frozen=True)
class ReadResult:
    """What came of reading a log.

    Args:
        rows: how many there were, the rejected ones included.
        rejected: how many were left out, by reason; `rejected_examples`, the first of them.
        watermark: up to where the company's own events were read.
    """

    log: EventLog
    rows: int
    rejected: dict[str, int] = field(default_factory=dict)
    rejected_examples: list[dict[str, Any]] = field(default_factory=list)
    watermark: str = ""


def read(log_id: LogId) -> None:
    """Read a log that waits for it; what was read before stays until the new reading is whole."""
    row = Log.objects.filter(pk=log_id, state=LogState.READING).first()
    if row is None:
        return
    try:
        _replace_folder(row, _read_own_events() if row.is_own else _read_file(row))
    except FormatError as error:
        # Details of any type, as text that JSON can hold.
        details = {name: str(value)[:500] for name, value in error.details.items()}
        _fail(row, error.code, details | ({"line": error.line} if error.line else {}))
    except Exception:
        _fail(row, "broken", {})
        raise


def _read_file(row: Log) -> ReadResult:
    path = Path(row.file.path)
    if not path.exists():
        raise FormatError("lost")
    result = read_log(path, Columns(**row.columns), zone=ZoneInfo(row.zone))
    return ReadResult(
        result.log,
        result.rows,
        rejected=dict(result.bad),
        rejected_examples=[asdict(example) for example in result.examples[:EXAMPLES]],
    )


def _read_own_events(row: Log | None = None) -> ReadResult:
    """The company's own events; of a log that is read already, only those that came since."""
    with override(the_company().language):
        # Before the events are read: what happens meanwhile is read the next time.
        current = watermark()
        log = _append_new_events(row, current) if row and row.watermark and row.is_open else None
        log = log or read_own_log()
    return ReadResult(log, log.event_count, watermark=current)


def _append_new_events(row: Log, current: str) -> EventLog | None:
    try:
        return append_own_events(open_folder(row.folder), row.watermark, current)
    except FileNotFoundError:
        return None


def _replace_folder(row: Log, result: ReadResult) -> None:
    """Save what was read in a new folder, and let the row name it."""
    folder = save_folder(result.log, LogId(row.pk))
    with transaction.atomic():
        fresh = Log.objects.select_for_update().filter(pk=row.pk, revision=row.revision).first()
        if fresh is None or fresh.folder != row.folder:
            # Removed meanwhile, given other columns, or read by another worker.
            remove_folder(folder)
            return
        fresh.folder, fresh.state, fresh.read_at = folder, LogState.READY, now()
        fresh.cases, fresh.events = result.log.case_count, result.log.event_count
        fresh.rows, fresh.watermark = result.rows, result.watermark
        fresh.rejected, fresh.rejected_examples = result.rejected, result.rejected_examples
        fresh.error, fresh.details = "", {}
        fresh.save()
        transaction.on_commit(lambda: remove_folder(row.folder))


def _fail(row: Log, code: str, details: dict[str, Any]) -> None:
    """Record what went wrong, so that it can be corrected and the log read again."""
    waiting = Log.objects.filter(pk=row.pk, revision=row.revision, state=LogState.READING)
    waiting.update(state=LogState.FAILED, error=code, details=details)


def refresh_own() -> None:
    """Read the company's own events again where anything has happened since."""
    row = Log.objects.filter(kind=LogKind.OWN).first()
    with override(the_company().language):
        current = watermark()
    if row is None:
        if current.startswith("0:"):
            return
        row = _own_log()
    elif row.watermark == current and row.is_open:
        return
    try:
        _replace_folder(row, _read_own_events(row))
    except Exception:
        _fail(row, "broken", {})
        raise


def _own_log() -> Log:
    """The row of the company's own deals; created when there is none."""
    company = the_company()
    try:
        with transaction.atomic():
            return Log.objects.create(
                name=str(company),
                kind=LogKind.OWN,
                added_at=now(),
                state=LogState.READING,
                zone=company.calendar.time_zone,
            )
    except IntegrityError:
        return Log.objects.get(kind=LogKind.OWN)


def repair_folders() -> None:
    """Remove folders that no log names, and read again the logs whose folder is lost."""
    named = set(Log.objects.exclude(folder="").values_list("folder", flat=True))
    remove_orphan_folders(named)
    rows = Log.objects.exclude(folder="")
    lost = [row.pk for row in rows if not folder_path(row.folder).is_dir()]
    for log_id in lost:
        with transaction.atomic():
            row = Log.objects.select_for_update().get(pk=log_id)
            if not row.is_busy:
                queue_reading(row)
