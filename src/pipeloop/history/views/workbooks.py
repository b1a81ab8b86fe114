"""Tables of a log as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from tempfile import TemporaryFile

from django.http import FileResponse
from django.utils import timezone

from pipeloop.engine.localtime import DAY_S
from pipeloop.formats.writing import OutCell, write_xlsx
from pipeloop.history.queries import FilteredLog

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def days(seconds: float, day_s: int = DAY_S) -> Decimal:
    """A duration as a number of days, of so many seconds each."""
    return Decimal(str(round(seconds / day_s, 4)))


def percent(share: float) -> Decimal:
    """A share as a number of percent."""
    return Decimal(str(round(100 * share, 2)))


def local(moment: datetime) -> datetime:
    """A moment as the reader's clock shows it: a workbook has no time zones."""
    return timezone.localtime(moment).replace(tzinfo=None)


def workbook(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[OutCell]],
    *,
    widths: Sequence[int],
    of: FilteredLog,
) -> FileResponse:
    """A table to download, named after the log and the title."""
    out = TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    write_xlsx(out, title[:25], header, rows, widths=widths)
    out.seek(0)
    name = f"{of.row.name} {title}.xlsx".replace("/", "-")
    answer = FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer
