"""XES, plain or packed, from any tool."""

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
from pipeloop.formats.logs import scanning
from pipeloop.formats.logs.attributes import CASE_PREFIX, Attribute
from pipeloop.formats.logs.gathering import Gathering
from pipeloop.formats.logs.moments import Calendar
from pipeloop.formats.logs.names import Names
from pipeloop.formats.logs.parts import Meaning, Part
from pipeloop.formats.logs.shapes import Columns
from pipeloop.formats.logs.spans import Bytes, Coded, Column, Spans, Told, kept, line_of
from pipeloop.formats.tables import Cell
from pipeloop.formats.values import DateStyle

STANDARD = Columns(
    "case:concept:name", "concept:name", "time:timestamp", "org:resource", "start_timestamp"
)
LIFECYCLE = "lifecycle:transition"
SAMPLES, FIRST_EVENTS = 200, 1 << 16
_KEY = re.compile(r"""\skey\s*=\s*["']([^"']+)["']""")
_STATES = {
    scanning.TRUNCATED: "truncated",
    scanning.DOCTYPE: "doctype",
    scanning.NOT_XML: "not_xml",
    scanning.NOT_XES: "not_a_table",
}
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def text_of(content: bytes, *, whole: bool = True) -> Bytes:
    """The text in UTF-8, whatever encoding it declares.

    Args:
        whole: whether it may not end inside a letter.

    Raises:
        FormatError: encoding, with the declared one, where that is unknown or not true.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _recoded(content, "utf-16", whole)
    declared = _DECLARED.search(content[:300])
    name = declared[1].decode().lower() if declared else "utf-8"
    if name in ("utf-8", "utf8", "us-ascii", "ascii"):
        return kept(content)
    return _recoded(content, name, whole)


def _recoded(content: bytes, name: str, whole: bool) -> Bytes:
    try:
        return kept(codecs.getincrementaldecoder(name)().decode(content, whole).encode())
    except (UnicodeError, LookupError):
        raise FormatError("encoding", declared=name) from None


def meant(raw: str) -> str:
    """What a value means: entities are letters, and ends of lines are spaces."""
    return " ".join(_ENTITY.sub(_letter, raw).split("\n"))


def _letter(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    number = int(found[1]) if found[1] else int(found[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


MEANING = Meaning(meant, b'&\n"')


class Scanned:
    """A text that was gone through once, its values still where they stand."""

    def __init__(self, data: Bytes, keys: Iterable[str]) -> None:
        self.data = data
        wanted = StringArray.of(keys)
        self._events, self._attributes, self.traces, self.state, self.place = scanning.scan(
            data, kept(wanted.letters), wanted.ends
        )

    def check(self) -> None:
        """Refuse a text that is not a whole XES.

        Raises:
            FormatError: truncated, doctype, not_xml or not_a_table.
        """
        if self.state != scanning.WHOLE:
            raise FormatError(_STATES[self.state], line=line_of(self.data, [self.place])[0])

    def attributes(self) -> dict[str, tuple[NDArray[np.int32], Spans]]:
        """Attributes of traces by key: numbers of traces, and what each says of it."""
        names = Names()
        codes = names.codes(self._spans(self._attributes, scanning.KEY))
        found = {}
        for code, key in enumerate(names.texts()):
            rows = np.flatnonzero(codes == code)
            if len(rows):
                trace = self._attributes[rows, scanning.TRACE].astype(np.int32)
                found[meant(key)] = trace, self._spans(self._attributes[rows], scanning.VALUE)
        return found

    def part(self, cases: Spans, calendar: Calendar) -> Part:
        """All events; a column that none of them has is none."""
        activity, time, resource, start, lifecycle = (self.values(slot) for slot in range(5))
        trace = self.trace()
        return Part(
            Coded(cases, trace),
            activity,
            resource if _any(resource) else None,
            lifecycle if _any(lifecycle) else None,
            calendar.read(time),
            calendar.read(start) if _any(start) else None,
            time,
            (),
            np.arange(1, len(trace) + 1),
        )

    def trace(self) -> NDArray[np.int32]:
        """The number of the trace of each event, -1 for one outside of all."""
        return np.asarray(self._events[:, scanning.TRACE], np.int32)

    def values(self, slot: int) -> Spans:
        """What each event says under one of the keys."""
        return self._spans(self._events, scanning.VALUES + 2 * slot)

    def _spans(self, found: NDArray[np.int64], low: int) -> Spans:
        return Spans(self.data, found[:, low].copy(), found[:, low + 1].copy())


def _any(column: Told) -> bool:
    return isinstance(column, Spans) and bool((column.high > column.low).any())


def read(data: Bytes, columns: Columns | None, zone: ZoneInfo) -> tuple[Gathering, Columns]:
    """All that a text in UTF-8 tells.

    Raises:
        FormatError: as of `Scanned.check`, and no_column for a key that no event has.
    """
    asked = columns or STANDARD
    keys = (asked.activity, asked.time, asked.resource, asked.start, LIFECYCLE)
    found = Scanned(data, [key or "" for key in keys])
    found.check()
    attributes = found.attributes()
    key = asked.case.removeprefix(CASE_PREFIX)
    cases = _names(attributes.pop(key, None), found)
    part = found.part(cases, Calendar(DateStyle(), zone))
    told = _told(part, asked, data, by_name=columns is not None)
    gathering = Gathering((), MEANING)
    gathering.add(part)
    for name, (trace, values) in attributes.items():
        gathering.add_attribute(Attribute(CASE_PREFIX + name), Coded(cases, trace), values)
    return gathering, told


def _names(told: tuple[NDArray[np.int32], Spans] | None, found: Scanned) -> Spans:
    """The name of each trace; its number, from 1, where it has none."""
    low, high = np.zeros(found.traces, np.int64), np.zeros(found.traces, np.int64)
    if told is not None:
        low[told[0]], high[told[0]] = told[1].low, told[1].high
    names = Spans(found.data, low, high)
    if (low < high).all():
        return names
    return Spans.of(names.text(place).strip() or str(place + 1) for place in range(found.traces))


def _told(part: Part, asked: Columns, data: Bytes, *, by_name: bool) -> Columns:
    """The columns that events have.

    Raises:
        FormatError: no_column, where one was asked for by name and no event has it.
    """
    missing = {
        "activity": len(part) > 0 and not _any(part.activity),
        "time": len(part) > 0 and not _any(part.time),
        "resource": part.resource is None,
        "start": part.began is None,
    }
    for role, none in missing.items():
        name = getattr(asked, role)
        if none and name is not None and (by_name or role in ("activity", "time")):
            raise FormatError("no_column", role=role, name=name, header=keys_of(data))
    return replace(
        asked,
        resource=None if missing["resource"] else asked.resource,
        start=None if missing["start"] else asked.start,
    )


def keys_of(data: Bytes) -> tuple[str, ...]:
    """Keys of the first events, and before them that of the name of traces."""
    text = data.tobytes()
    begin = max(0, text.find(b"event>"))
    events = text[begin : begin + FIRST_EVENTS].decode(errors="replace")
    found = dict.fromkeys(meant(key) for key in _KEY.findall(events))
    return (STANDARD.case, *found)


def glance(data: Bytes) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Keys, and what the first events say under them.

    Raises:
        FormatError: doctype, not_xml or not_a_table; a head is always truncated.
    """
    header = keys_of(data)
    found = Scanned(data, header[1:])
    if found.state != scanning.TRUNCATED:
        found.check()
    cases = _names(found.attributes().get("concept:name"), found)
    columns: list[Column] = [
        Coded(cases, found.trace()),
        *(found.values(i) for i in range(len(header) - 1)),
    ]
    rows = range(min(SAMPLES, len(columns[0])))
    return header, tuple(tuple(meant(column.text(row)) for column in columns) for row in rows)


def guess(header: tuple[str, ...]) -> dict[str, str]:
    """The standard's keys by role, those that are there."""
    return {role: name for role, name in asdict(STANDARD).items() if name in header}
