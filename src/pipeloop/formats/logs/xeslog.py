"""XES, plain or compressed, from any tool."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import xes_scanner
from pipeloop.formats.logs.case_attributes import CASE_PREFIX, CaseAttribute
from pipeloop.formats.logs.chunks import Chunk, TextCleaner
from pipeloop.formats.logs.log_builder import LogBuilder
from pipeloop.formats.logs.results import Columns
from pipeloop.formats.logs.string_codes import StringCodes
from pipeloop.formats.logs.text_spans import (
    Bytes,
    CodedColumn,
    Column,
    RowTexts,
    TextSpans,
    line_numbers,
    read_only,
)
from pipeloop.formats.logs.timestamps import TimestampReader
from pipeloop.formats.tables import Cell
from pipeloop.formats.values import DateStyle

STANDARD = Columns(
    "case:concept:name", "concept:name", "time:timestamp", "org:resource", "start_timestamp"
)
LIFECYCLE = "lifecycle:transition"
SAMPLE_EVENTS, HEAD_BYTES = 200, 1 << 16
_KEY = re.compile(r"""\skey\s*=\s*["']([^"']+)["']""")
_ERRORS = {
    xes_scanner.TRUNCATED: "truncated",
    xes_scanner.DOCTYPE: "doctype",
    xes_scanner.NOT_XML: "not_xml",
    xes_scanner.NOT_XES: "not_a_table",
}
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def text_of(content: bytes, *, whole: bool = True) -> Bytes:
    """The text in UTF-8, whatever encoding it declares.

    Args:
        whole: whether the content is complete; a part may end inside a character.

    Raises:
        FormatError: encoding, with the declared one, if that is unknown or wrong.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _to_utf8(content, "utf-16", whole)
    declared = _DECLARED_ENCODING.search(content[:300])
    name = declared[1].decode().lower() if declared else "utf-8"
    if name in ("utf-8", "utf8", "us-ascii", "ascii"):
        return read_only(content)
    return _to_utf8(content, name, whole)


def _to_utf8(content: bytes, name: str, whole: bool) -> Bytes:
    try:
        return read_only(codecs.getincrementaldecoder(name)().decode(content, whole).encode())
    except (UnicodeError, LookupError):
        raise FormatError("encoding", declared=name) from None


def unescape(raw: str) -> str:
    """A value with its entities replaced by characters, and line breaks by spaces."""
    return " ".join(_ENTITY.sub(_character, raw).split("\n"))


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED_ENTITIES[match[3]]
    number = int(match[1]) if match[1] else int(match[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


CLEANER = TextCleaner(unescape, b'&\n"')


class ScannedXes:
    """The result of one scan of a text; values stay in its bytes."""

    def __init__(self, data: Bytes, keys: Iterable[str]) -> None:
        self.data = data
        wanted = StringArray.of(keys)
        self._scan = xes_scanner.scan(data, read_only(wanted.letters), wanted.ends)
        self.traces, self.state = self._scan.traces, self._scan.state

    def check(self) -> None:
        """Refuse a text that is not a complete XES.

        Raises:
            FormatError: truncated, doctype, not_xml or not_a_table.
        """
        if self.state != xes_scanner.WHOLE:
            raise FormatError(
                _ERRORS[self.state], line=line_numbers(self.data, [self._scan.position])[0]
            )

    def attributes(self) -> dict[str, tuple[NDArray[np.int32], TextSpans]]:
        """Attributes of traces by key: numbers of traces, and the value of each."""
        strings = StringCodes()
        codes = strings.codes(self._spans(self._scan.attributes, xes_scanner.KEY))
        values = {}
        for code, key in enumerate(strings.texts()):
            rows = np.flatnonzero(codes == code)
            if len(rows):
                trace = self._scan.attributes[rows, xes_scanner.TRACE].astype(np.int32)
                values[unescape(key)] = (
                    trace,
                    self._spans(self._scan.attributes[rows], xes_scanner.VALUE),
                )
        return values

    def chunk(self, cases: TextSpans, timestamp_reader: TimestampReader) -> Chunk:
        """All events; None for a column that no event has."""
        activity, time, resource, start, lifecycle = (self.values(slot) for slot in range(5))
        trace = self.trace()
        return Chunk(
            CodedColumn(cases, trace),
            activity,
            resource if _has_values(resource) else None,
            lifecycle if _has_values(lifecycle) else None,
            timestamp_reader.read(time),
            timestamp_reader.read(start) if _has_values(start) else None,
            time,
            (),
            np.arange(1, len(trace) + 1),
        )

    def trace(self) -> NDArray[np.int32]:
        """The number of the trace of each event, -1 for one outside of all."""
        return np.asarray(self._scan.events[:, xes_scanner.TRACE], np.int32)

    def values(self, slot: int) -> TextSpans:
        """The value of each event under one of the keys."""
        return self._spans(self._scan.events, xes_scanner.VALUES + 2 * slot)

    def _spans(self, rows: NDArray[np.int64], low: int) -> TextSpans:
        return TextSpans(self.data, rows[:, low].copy(), rows[:, low + 1].copy())


def _has_values(column: RowTexts) -> bool:
    return isinstance(column, TextSpans) and bool((column.high > column.low).any())


def read(data: Bytes, columns: Columns | None, zone: ZoneInfo) -> tuple[LogBuilder, Columns]:
    """A builder with everything in a text in UTF-8, and the columns that the events have.

    Raises:
        FormatError: as of `ScannedXes.check`, and no_column for a key that no event has.
    """
    requested = columns or STANDARD
    keys = (requested.activity, requested.time, requested.resource, requested.start, LIFECYCLE)
    scanned = ScannedXes(data, [key or "" for key in keys])
    scanned.check()
    attributes = scanned.attributes()
    key = requested.case.removeprefix(CASE_PREFIX)
    cases = _case_names(attributes.pop(key, None), scanned)
    chunk = scanned.chunk(cases, TimestampReader(DateStyle(), zone))
    columns_in_file = _existing_columns(chunk, requested, data, by_name=columns is not None)
    builder = LogBuilder((), CLEANER)
    builder.add(chunk)
    for name, (trace, values) in attributes.items():
        builder.add_attribute(CaseAttribute(CASE_PREFIX + name), CodedColumn(cases, trace), values)
    return builder, columns_in_file


def _case_names(
    attribute: tuple[NDArray[np.int32], TextSpans] | None, scanned: ScannedXes
) -> TextSpans:
    """The name of each trace; its number, from 1, where it has none."""
    low, high = np.zeros(scanned.traces, np.int64), np.zeros(scanned.traces, np.int64)
    if attribute is not None:
        low[attribute[0]], high[attribute[0]] = attribute[1].low, attribute[1].high
    names = TextSpans(scanned.data, low, high)
    if (low < high).all():
        return names
    return TextSpans.of(
        names.text(position).strip() or str(position + 1) for position in range(scanned.traces)
    )


def _existing_columns(chunk: Chunk, requested: Columns, data: Bytes, *, by_name: bool) -> Columns:
    """The requested columns that events have.

    Raises:
        FormatError: no_column, where one was asked for by name and no event has it.
    """
    missing = {
        "activity": len(chunk) > 0 and not _has_values(chunk.activity),
        "time": len(chunk) > 0 and not _has_values(chunk.time),
        "resource": chunk.resource is None,
        "start": chunk.started is None,
    }
    for role, none in missing.items():
        name = getattr(requested, role)
        if none and name is not None and (by_name or role in ("activity", "time")):
            raise FormatError("no_column", role=role, name=name, header=keys_of(data))
    return replace(
        requested,
        resource=None if missing["resource"] else requested.resource,
        start=None if missing["start"] else requested.start,
    )


def keys_of(data: Bytes) -> tuple[str, ...]:
    """The key of the name of traces, then the keys of the first events."""
    text = data.tobytes()
    begin = max(0, text.find(b"event>"))
    events = text[begin : begin + HEAD_BYTES].decode(errors="replace")
    keys = dict.fromkeys(unescape(key) for key in _KEY.findall(events))
    return (STANDARD.case, *keys)


def preview(data: Bytes) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Keys, and the values of the first events under them.

    Raises:
        FormatError: doctype, not_xml or not_a_table; a head is always truncated.
    """
    header = keys_of(data)
    scanned = ScannedXes(data, header[1:])
    if scanned.state != xes_scanner.TRUNCATED:
        scanned.check()
    cases = _case_names(scanned.attributes().get("concept:name"), scanned)
    columns: list[Column] = [
        CodedColumn(cases, scanned.trace()),
        *(scanned.values(i) for i in range(len(header) - 1)),
    ]
    rows = range(min(SAMPLE_EVENTS, len(columns[0])))
    return header, tuple(tuple(unescape(column.text(row)) for column in columns) for row in rows)


def guess(header: tuple[str, ...]) -> dict[str, str]:
    """The standard's keys by role, if they are in the header."""
    return {role: name for role, name in asdict(STANDARD).items() if name in header}
