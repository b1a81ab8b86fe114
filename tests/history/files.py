"""Files of logs, small and whole, and broken in one way each."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta

EVENT = """
  <event><string key="concept:name" value="{step}"/><date key="time:timestamp" value="{at}"/>
  <string key="org:resource" value="{who}"/></event>"""


def xes(*cases: str, who: str = "Ann") -> bytes:
    """A log in XES: each case a word whose letters are its steps, a day apart."""
    first = datetime.fromisoformat("2026-03-02T09:00:00+03:00")
    traces = []
    for number, path in enumerate(cases):
        events = "".join(
            EVENT.format(step=step, at=(first + timedelta(days=day)).isoformat(), who=who)
            for day, step in enumerate(path)
        )
        name = f'<string key="concept:name" value="deal {number}"/>'
        traces.append(f"<trace>{name}{events}\n</trace>")
    body = "\n".join(traces)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log>\n{body}\n</log>\n'.encode()


def packed(content: bytes) -> bytes:
    """The same, packed."""
    return gzip.compress(content)


BROKEN = {
    "truncated": xes("abc", "abd")[:-120],
    "broken_archive": packed(xes("abc"))[:12] + b"\xff" * 80,
    "not_xml": b'<?xml version="1.0"?>\n<page><p>Not here</p></page>\n',
    "no_events": b'<?xml version="1.0"?>\n<log></log>\n',
    "doctype": b'<?xml version="1.0"?>\n<!DOCTYPE log [<!ENTITY a "b">]>\n<log></log>\n',
}
