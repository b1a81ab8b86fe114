"""Event logs in XES and XES.gz, of any tool that writes them."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.building import build
from pipeloop.engine.eventlog.lifecycle import START, paired_starts
from pipeloop.engine.eventlog.log import UNKNOWN, Labels
from pipeloop.engine.eventlog.texts import Texts
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import saying
from pipeloop.formats.logs.scanning import DOCTYPE, EVENT, TRACE, TRUNCATED, WELL, Bytes, tokens
from pipeloop.formats.logs.shapes import EXAMPLES, BadRow, Columns, LogRead, Look

GZIP = b"\x1f\x8b"
COLUMNS = Columns("concept:name", "concept:name", "time:timestamp", "org:resource")
# Packed text seldom shrinks to less than a hundredth; a file that swells more is an attack.
SWELL, ALWAYS = 300, 50_000_000
# An attribute with more words than this tells cases apart, and does not group them.
MOST_WORDS = 1_000
_FIRST, _LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 10**6 for year in (1970, 2101))
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def look_xes(path: Path) -> Look:
    """A log in XES names its columns itself."""
    roles = {role: name for role, name in vars(COLUMNS).items() if name}
    return Look("xes", tuple(dict.fromkeys(roles.values())), (), roles)


def read_xes(path: Path, zone: ZoneInfo) -> LogRead:
    """Read a log; attributes of its traces become those of cases.

    Args:
        zone: of moments that name none.

    Raises:
        FormatError: truncated, broken_archive, too_large, doctype, not_xml, encoding, no_events.
    """
    data = np.frombuffer(_as_utf8(_unpacked(path.read_bytes())), np.uint8)
    found, ended, at = tokens(data)
    if ended != WELL:
        code = {TRUNCATED: "truncated", DOCTYPE: "doctype"}.get(ended, "not_xml")
        raise FormatError(code, line=1 + int((data[:at] == ord("\n")).sum()))
    kinds = np.bincount(found[:, 0], minlength=4)
    if not kinds[EVENT]:
        raise FormatError("no_events" if kinds[TRACE] or _is_log(data) else "not_xml")
    names, rows, others, places = saying.said(data, found, int(kinds[TRACE]), int(kinds[EVENT]))
    return _log(_Said(data, names, rows, others, places), zone)


def _unpacked(raw: bytes) -> bytes:
    if not raw.startswith(GZIP):
        return raw
    most, parts, total = SWELL * len(raw) + ALWAYS, [], 0
    while raw.startswith(GZIP):
        unpacking = zlib.decompressobj(wbits=31)
        try:
            part = unpacking.decompress(raw, most - total + 1)
        except zlib.error:
            raise FormatError("broken_archive") from None
        total += len(part)
        if total > most:
            raise FormatError("too_large", size=total, most=most)
        if not unpacking.eof:
            raise FormatError("truncated")
        parts.append(part)
        raw = unpacking.unused_data
    return b"".join(parts)


def _as_utf8(raw: bytes) -> bytes:
    """The same text in UTF-8, whatever its first line declares."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        declared = "utf-16"
    else:
        told = re.match(rb"""[^<]*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""", raw[:200])
        declared = told[1].decode().lower() if told else "utf-8"
    if declared in ("utf-8", "utf8", "us-ascii", "ascii"):
        return raw
    try:
        return raw.decode(declared).encode()
    except (LookupError, UnicodeError):
        raise FormatError("encoding") from None


def _is_log(data: Bytes) -> bool:
    return b"<log" in data[:100_000].tobytes() or b":log" in data[:100_000].tobytes()


class _Said:
    """What a file says, with its texts as they are asked for."""

    def __init__(
        self,
        data: Bytes,
        names: NDArray[np.int64],
        rows: NDArray[np.int64],
        others: NDArray[np.int64],
        places: NDArray[np.int64],
    ) -> None:
        self.names, self.rows, self.others = names, rows, others
        self._data, self._places = data, places

    def text(self, code: int) -> str:
        low, high = self._places[code]
        raw = self._data[low:high].tobytes().decode("utf-8", errors="replace")
        return _plain(raw).strip()

    def coded(self, codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
        """New codes of what is told, from 1 on by their first appearance; the first name is ""."""
        used = np.zeros(len(self._places) + 1, np.int64)
        used[codes] = 1
        used[-1] = 0
        named: dict[str, int] = {"": 0}
        # Two spellings of one text, as with an entity and without, are one name.
        met = np.flatnonzero(used).tolist()
        new = [named.setdefault(self.text(code), len(named)) for code in met]
        used[met] = new
        return used[codes], list(named)


def _plain(text: str) -> str:
    return re.sub(r"&(#x[0-9a-fA-F]+|#\d+|\w+);", _entity, text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    try:
        if name.startswith("#x"):
            return chr(int(name[2:], 16))
        return chr(int(name[1:])) if name.startswith("#") else _ENTITIES.get(name, found[0])
    except (ValueError, OverflowError):
        return found[0]


def _log(told: _Said, zone: ZoneInfo) -> LogRead:
    activity, steps = told.coded(told.rows[:, saying.ACTIVITY])
    moments = _in_zone(told.rows[:, saying.TIME], zone)
    bad = _bad(activity, moments)
    good = np.array([code == "" for code in bad]) if bad else np.ones(len(activity), np.bool_)
    if not good.any():
        raise FormatError("no_events")
    case, case_ids = _cases(told)
    rows, resource = told.rows[good], told.coded(told.rows[:, saying.RESOURCE])
    case_of, step, at = case[rows[:, saying.OF]], activity[good] - 1, moments[good]
    labels, numbers = _attributes(told, case, len(case_ids))
    log = build(
        case_of, step, at, resource[0][good],
        case_ids=Texts.of(case_ids), activities=steps[1:], resources=resource[1],
        began=_began(rows, case_of, step, at, zone), labels=labels, numbers=numbers,
    )  # fmt: skip
    counts = Counter(code for code in bad if code)
    examples = [BadRow(row, code) for row, code in enumerate(bad, start=1) if code][:EXAMPLES]
    return LogRead(log, COLUMNS, len(activity), dict(counts), tuple(examples))


def _bad(activity: NDArray[np.int64], moments: NDArray[np.int64]) -> list[str]:
    """Why each event is left out, "" for those that are not; empty when none is."""
    outside = (moments < _FIRST) | (moments >= _LAST)
    if not outside.any() and activity.all():
        return []
    codes = np.full(len(activity), "", dtype="U12")
    codes[outside] = "out_of_range"
    codes[moments == saying.WRONG] = "not_a_date"
    codes[moments == saying.MISSING] = "no_time"
    codes[activity == 0] = "no_activity"
    return codes.tolist()


def _in_zone(moments: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """The same moments, those without a zone taken in this one."""
    naive = moments > saying.NAIVE // 2
    if not naive.any():
        return moments
    hours, place = np.unique((moments[naive] - saying.NAIVE) // 3_600_000_000, return_inverse=True)
    away = [_offset(int(hour), zone) for hour in hours]
    told = moments.copy()
    told[naive] -= saying.NAIVE + np.array(away)[place]
    return told


def _offset(hour: int, zone: ZoneInfo) -> int:
    """Microseconds that a zone's clock is ahead when it shows so many hours since 1970."""
    clock = datetime.fromtimestamp(hour * 3600, UTC).replace(tzinfo=zone)
    ahead = clock.utcoffset()
    return int(ahead.total_seconds()) * 10**6 if ahead else 0


def _cases(told: _Said) -> tuple[NDArray[np.int64], list[str]]:
    """The case of each trace: traces of one name are one case, one without has its number."""
    codes, names = told.coded(told.names)
    nameless = np.flatnonzero(codes == 0)
    if not len(nameless):
        return codes - 1, names[1:]
    numbered = [names[code] if code else str(place + 1) for place, code in enumerate(codes)]
    known = {name: code for code, name in enumerate(dict.fromkeys(numbered))}
    return np.array([known[name] for name in numbered]), list(known)


def _began(
    rows: NDArray[np.int64],
    case: NDArray[np.int64],
    activity: NDArray[np.int64],
    moments: NDArray[np.int64],
    zone: ZoneInfo,
) -> NDArray[np.int64] | None:
    """When work on each event began: as it says, or by the event of its start."""
    began, phase = _in_zone(rows[:, saying.BEGAN], zone), rows[:, saying.PHASE]
    told = (began != saying.MISSING) & (began != saying.WRONG)
    if told.any():
        return np.where(told, began, UNKNOWN)
    if not (phase == START).any():
        return None
    return paired_starts(case, activity, moments, np.maximum(phase, 0).astype(np.uint8))


def _attributes(
    told: _Said, case: NDArray[np.int64], cases: int
) -> tuple[dict[str, Labels], dict[str, NDArray[np.float64]]]:
    """Attributes of traces by their names: numbers where each of them is one, else words.

    Many tools write an amount as a text, so its type is not asked.
    """
    labels: dict[str, Labels] = {}
    numbers: dict[str, NDArray[np.float64]] = {}
    for key in np.unique(told.others[:, 2]):
        own = told.others[told.others[:, 2] == key]
        if (own[:, 1] == ord("d")).all():
            continue
        codes = np.zeros(cases, np.int64)
        values, words = told.coded(own[:, 3])
        codes[case[own[:, 0]]] = values
        name = told.text(int(key))
        figures = _figures(words[1:])
        if figures is not None:
            numbers[name] = np.concatenate(([np.nan], figures))[codes]
        elif len(words) <= MOST_WORDS:
            labels[name] = Labels(codes.astype(np.uint16), tuple(words))
    return labels, numbers


def _figures(words: list[str]) -> NDArray[np.float64] | None:
    try:
        return np.array([float(word) for word in words])
    except ValueError:
        return None
