"""Logs written as XES, as different tools would."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.engine.logs import START, Row


def xes_of(rows: Iterable[Row]) -> str:
    """A log in XES: a trace for each case, in the order in which they are met."""
    cases: dict[str, list[Row]] = {}
    for row in rows:
        cases.setdefault(row[0], []).append(row)
    traces = "\n".join(_trace(case, events) for case, events in cases.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n{traces}\n</log>\n'


def _trace(case: str, events: Iterable[Row]) -> str:
    content = "\n".join(_event(*event[1:]) for event in events)
    return f'<trace><string key="concept:name" value={quoteattr(case)}/>{content}</trace>'


def _event(step: str, at: int, who: str) -> str:
    moment = datetime.fromtimestamp(START + at, UTC).isoformat()
    worker = f'<string key="org:resource" value={quoteattr(who)}/>' if who else ""
    return (
        f'<event>{worker}<date key="time:timestamp" value="{moment}"/>'
        f'<string key="concept:name" value={quoteattr(step)}/></event>'
    )


def written(folder: Path, text: str, *, compressed: bool = False) -> Path:
    """A file with this text."""
    path = folder / ("log.xes.gz" if compressed else "log.xes")
    raw = text.encode()
    path.write_bytes(gzip.compress(raw) if compressed else raw)
    return path
