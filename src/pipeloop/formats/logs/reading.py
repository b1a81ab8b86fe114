"""A file with a log in it, of any kind that is read here."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from pipeloop.formats.logs import xeslog
from pipeloop.formats.logs.attributes import Attribute
from pipeloop.formats.logs.gathering import Gathering
from pipeloop.formats.logs.guessing import columns_of, guess_roles
from pipeloop.formats.logs.moments import Calendar
from pipeloop.formats.logs.parts import Roles
from pipeloop.formats.logs.shapes import BadRow, Columns, LogRead, Look
from pipeloop.formats.logs.sources import Source, XesSource, open_source

UTC = ZoneInfo("UTC")


def look(path: Path) -> Look:
    """What a file is and which of its columns may be what, without reading it whole.

    Raises:
        FormatError: it is of no kind that is read here, or has no header.
    """
    source = open_source(path)
    if isinstance(source, XesSource):
        header, samples = xeslog.glance(source.head())
        guessed = xeslog.guess(header)
    else:
        header, samples = source.header, source.samples
        guessed = guess_roles(header, samples)
    return Look(source.kind, header, samples, guessed)


def read_log(path: Path, columns: Columns | None = None, *, zone: ZoneInfo = UTC) -> LogRead:
    """Read a log from CSV, TSV, XLSX, Parquet or XES; text files may be packed by gzip.

    A row without a case, a step or a moment is left out and counted. Other columns become
    attributes of cases as `Attribute` tells. Where the file tells starts and ends of work as
    events of their own (a column or key `lifecycle:transition`), both stay events, and an end
    knows when its work began.

    Args:
        columns: which columns make the log; guessed where not given, see `look`. In XES they
            are keys, after `case:` those of traces.
        zone: of moments that name none.

    Raises:
        FormatError: the file cannot be read, has no such column, or no event is left.
    """
    source = open_source(path)
    try:
        if isinstance(source, XesSource):
            gathering, columns = xeslog.read(source.text(), columns, zone)
        else:
            columns = columns or columns_of(
                guess_roles(source.header, source.samples), source.header
            )
            gathering = _gathered(source, columns, zone)
        log = gathering.log()
    except UnicodeDecodeError:
        raise source.unreadable() from None
    rows = source.lines([place for place, _code, _text in gathering.examples])
    examples = (
        BadRow(row, code, text)
        for row, (_place, code, text) in zip(rows, gathering.examples, strict=True)
    )
    return LogRead(log, columns, gathering.rows, gathering.counted(), tuple(examples))


def _gathered(source: Source, columns: Columns, zone: ZoneInfo) -> Gathering:
    """All rows; read again where only the last of them tell how dates are written."""
    roles = Roles.of(columns, source.header)
    cells = [row[i] for row in source.samples for i in (roles.time, roles.start) if i is not None]
    calendar: Calendar | None = Calendar.of(cells, zone)
    while calendar is not None:
        names = (roles.header[column] for column in roles.attributes)
        gathering = Gathering([Attribute(name) for name in names], source.meaning)
        for part in source.parts(roles, calendar):
            gathering.add(part)
        calendar = calendar.corrected()
    return gathering
