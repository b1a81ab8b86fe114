"""Writing an export's file, in the background, and removing it a day later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pipeloop.clients.queries import personal_data_of
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.company.words import Language
from pipeloop.core.clock import now
from pipeloop.core.errors import PipeloopError
from pipeloop.core.ids import ContactId, ExportId
from pipeloop.exchange import policy
from pipeloop.exchange.models import Export
from pipeloop.exchange.queries.export_tables import ExportTable, export_table
from pipeloop.exchange.words import FILE_KEPT, UNFINISHED, ExportFormat, ExportKind, ExportState
from pipeloop.formats.writing import ENGLISH, RUSSIAN, OutCell, write_csv, write_xlsx

PROGRESS_STEP = 1000


def write_export(export_id: ExportId) -> None:
    """Write the file of an export, in the language and time zone of whoever requested it.

    A job that was cut off begins again from the first row, over the same file.
    """
    export = Export.objects.select_related("by").filter(pk=export_id, state__in=UNFINISHED).first()
    if export is None:
        return
    if export.by is None:
        _finish(export, ExportState.FAILED)
        return
    with override(export.by.language), timezone.override(ZoneInfo(export.by.time_zone)):
        try:
            _write(export, export.by)
        except PipeloopError:
            words = _("You may no longer export these rows, or there are none.")
            _fail(export, words)
        except Exception:
            _fail(export, _("The file could not be written. Request it once more."))
            raise


def _write(export: Export, by: Person) -> None:
    require(by, policy.export, export.kind)
    # The name is saved before the first byte, so that a crash leaves no file that nobody knows.
    export.file.name = export.file.name or f"exports/{export.pk}-{token_hex(8)}.{export.format}"
    export.state = ExportState.RUNNING
    export.save(update_fields=["file", "state"])
    path = Path(export.file.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        if export.kind == ExportKind.PERSON:
            _write_person(export, out)
        else:
            _write_table(export, export_table(by, export.kind, export.filters), out, by.language)
    _finish(export, ExportState.DONE)


def _write_person(export: Export, out: BinaryIO) -> None:
    personal_data = asdict(personal_data_of(ContactId(export.filters["contact"])))
    text = json.dumps(personal_data, ensure_ascii=False, indent=1, default=_iso)
    out.write(text.encode())
    export.rows = export.done = 1


def _iso(value: Any) -> str:
    # Django's encoder of JSON would leave microseconds out.
    if not isinstance(value, datetime):
        raise TypeError(type(value).__name__)
    return value.isoformat()


def _write_table(export: Export, table: ExportTable, out: BinaryIO, language: str) -> None:
    export.rows = table.count()
    export.save(update_fields=["rows"])
    header = [str(name) for name in table.names]
    rows = _with_progress(export, table.rows())
    if export.format == ExportFormat.CSV:
        write_csv(out, header, rows, RUSSIAN if language == Language.RU else ENGLISH)
    else:
        title = str(ExportKind(export.kind).label)
        write_xlsx(out, title, header, rows, widths=table.widths)
    # People go on working meanwhile: what counts is what is in the file.
    export.rows = export.done


def _with_progress(export: Export, rows: Iterator[list[OutCell]]) -> Iterator[list[OutCell]]:
    """The rows; progress is saved now and then."""
    export.done = 0
    for row in rows:
        yield row
        export.done += 1
        if export.done % PROGRESS_STEP == 0:
            export.save(update_fields=["done"])


def _fail(export: Export, words: str) -> None:
    export.file.delete(save=False)
    export.error = words
    _finish(export, ExportState.FAILED)


def _finish(export: Export, state: ExportState) -> None:
    export.state, export.ended_at = state, now()
    export.save()


def remove_expired_files() -> int:
    """Remove files that were kept for their day; answers how many."""
    threshold = now() - FILE_KEPT
    # One that never ended was given up by every worker.
    expired = Q(ended_at__lte=threshold) | Q(ended_at=None, at__lte=threshold)
    count = 0
    for export in Export.objects.filter(expired).exclude(file="").iterator():
        export.file.delete(save=False)
        export.save(update_fields=["file"])
        count += 1
    return count
