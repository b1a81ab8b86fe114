"""Reads a log from a file of any supported kind."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from pipeloop.formats.logs import xeslog
from pipeloop.formats.logs.case_attributes import CaseAttribute
from pipeloop.formats.logs.chunks import ColumnRoles
from pipeloop.formats.logs.log_builder import LogBuilder
from pipeloop.formats.logs.results import BadRow, Columns, LogPreview, LogRead
from pipeloop.formats.logs.role_guess import columns_of, guess_roles
from pipeloop.formats.logs.sources import Source, XesSource, open_source
from pipeloop.formats.logs.timestamps import TimestampReader

UTC = ZoneInfo("UTC")


def preview_log(path: Path) -> LogPreview:
    """The kind of a file, its columns and their likely roles, without reading it whole.

    Raises:
        FormatError: it is of no supported kind, or has no header.
    """
    source = open_source(path)
    if isinstance(source, XesSource):
        header, samples = xeslog.preview(source.head())
        guessed = xeslog.guess(header)
    else:
        header, samples = source.header, source.samples
        guessed = guess_roles(header, samples)
    return LogPreview(source.kind, header, samples, guessed)


def read_log(path: Path, columns: Columns | None = None, *, zone: ZoneInfo = UTC) -> LogRead:
    """Read a log from CSV, TSV, XLSX, Parquet or XES; text files may be compressed by gzip.

    A row without a case, an activity or a timestamp is left out and counted. Other columns become
    attributes of cases, see `case_attributes`. Where starts and ends of work are events of their
    own (a column or key `lifecycle:transition`), both stay events, and an end has the time of its
    start.

    Args:
        columns: the columns of the log; guessed if not given, see `preview_log`. In XES they are
            keys; those of traces have `case:` before them.
        zone: of timestamps that name none.

    Raises:
        FormatError: the file cannot be read, has no such column, or no event is left.
    """
    source = open_source(path)
    try:
        if isinstance(source, XesSource):
            builder, columns = xeslog.read(source.text(), columns, zone)
        else:
            columns = columns or columns_of(
                guess_roles(source.header, source.samples), source.header
            )
            builder = _build(source, columns, zone)
        log = builder.log()
    except UnicodeDecodeError:
        raise source.unreadable() from None
    rows = source.lines([position for position, _code, _text in builder.examples])
    examples = (
        BadRow(row, code, text)
        for row, (_place, code, text) in zip(rows, builder.examples, strict=True)
    )
    return LogRead(log, columns, builder.rows, builder.bad_counts(), tuple(examples))


def _build(source: Source, columns: Columns, zone: ZoneInfo) -> LogBuilder:
    """All rows; read again if only later rows show how dates are written."""
    roles = ColumnRoles.of(columns, source.header)
    cells = [row[i] for row in source.samples for i in (roles.time, roles.start) if i is not None]
    timestamp_reader: TimestampReader | None = TimestampReader.of(cells, zone)
    while timestamp_reader is not None:
        names = (roles.header[column] for column in roles.attributes)
        builder = LogBuilder([CaseAttribute(name) for name in names], source.cleaner)
        for chunk in source.chunks(roles, timestamp_reader):
            builder.add(chunk)
        timestamp_reader = timestamp_reader.corrected()
    return builder
