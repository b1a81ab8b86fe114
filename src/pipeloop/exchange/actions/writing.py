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
from pipeloop.exchange.domain.sheets import Sheet, sheet_of
from pipeloop.exchange.models import Export
from pipeloop.exchange.words import FILE_KEPT, UNFINISHED, ExportFormat, ExportKind, ExportState
from pipeloop.formats.writing import ENGLISH, RUSSIAN, OutCell, write_csv, write_xlsx

EVERY = 1000


def write_export(export_id: ExportId) -> None:
    """Write the file of an export, in the language and by the clock of who asked for it.

    A job that was cut off begins again from the first row, over the same file.
    """
    found = Export.objects.select_related("by").filter(pk=export_id, state__in=UNFINISHED).first()
    if found is None:
        return
    if found.by is None:
        _end(found, ExportState.FAILED)
        return
    with override(found.by.language), timezone.override(ZoneInfo(found.by.time_zone)):
        try:
            _write(found, found.by)
        except PipeloopError:
            words = _("You may take out such rows no more, or there are none.")
            _fail(found, words)
        except Exception:
            _fail(found, _("The file could not be written. Ask for it once more."))
            raise


def _write(asked: Export, by: Person) -> None:
    require(by, policy.export, asked.kind)
    # Known before the first byte, so that nothing is left lying should the machine stop here.
    asked.file.name = asked.file.name or f"exports/{asked.pk}-{token_hex(8)}.{asked.format}"
    asked.state = ExportState.RUNNING
    asked.save(update_fields=["file", "state"])
    path = Path(asked.file.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        if asked.kind == ExportKind.PERSON:
            _write_person(asked, out)
        else:
            _write_table(asked, sheet_of(by, asked.kind, asked.filters), out, by.language)
    _end(asked, ExportState.DONE)


def _write_person(asked: Export, out: BinaryIO) -> None:
    kept = asdict(personal_data_of(ContactId(asked.filters["contact"])))
    text = json.dumps(kept, ensure_ascii=False, indent=1, default=_iso)
    out.write(text.encode())
    asked.rows = asked.done = 1


def _iso(value: Any) -> str:
    # Django's encoder of JSON would leave microseconds out.
    if not isinstance(value, datetime):
        raise TypeError(type(value).__name__)
    return value.isoformat()


def _write_table(asked: Export, sheet: Sheet, out: BinaryIO, language: str) -> None:
    asked.rows = sheet.count()
    asked.save(update_fields=["rows"])
    header = [str(name) for name in sheet.names]
    rows = _told(asked, sheet.rows())
    if asked.format == ExportFormat.CSV:
        write_csv(out, header, rows, RUSSIAN if language == Language.RU else ENGLISH)
    else:
        title = str(ExportKind(asked.kind).label)
        write_xlsx(out, title, header, rows, widths=sheet.widths)
    # People go on working meanwhile: the log tells what is in the file.
    asked.rows = asked.done


def _told(asked: Export, rows: Iterator[list[OutCell]]) -> Iterator[list[OutCell]]:
    """The rows, with progress told now and then."""
    asked.done = 0
    for row in rows:
        yield row
        asked.done += 1
        if asked.done % EVERY == 0:
            asked.save(update_fields=["done"])


def _fail(asked: Export, words: str) -> None:
    asked.file.delete(save=False)
    asked.error = words
    _end(asked, ExportState.FAILED)


def _end(asked: Export, state: ExportState) -> None:
    asked.state, asked.ended_at = state, now()
    asked.save()


def remove_old_files() -> int:
    """Remove the files that were there to be fetched for a day; answers how many."""
    cut = now() - FILE_KEPT
    # One without an end was given up by every worker.
    old = Q(ended_at__lte=cut) | Q(ended_at=None, at__lte=cut)
    count = 0
    for found in Export.objects.filter(old).exclude(file="").iterator():
        found.file.delete(save=False)
        found.save(update_fields=["file"])
        count += 1
    return count
