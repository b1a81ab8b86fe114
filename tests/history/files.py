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


def table(*rows: str, header: str = "Deal ID;Stage;Changed at;User;Source") -> bytes:
    """A table with its header, as CSV of a Russian spreadsheet."""
    return "\n".join((header, *rows, "")).encode("utf-8-sig")


SALES = (
    "17;Call;02.03.2026 09:00;Ann;Web",
    "17;Offer;03.03.2026 10:00;Bob;Web",
    "18;Call;03.03.2026 09:00;Ann;Fair",
    "18;Lost;soon;Ann;Fair",
    ";Call;03.03.2026 09:00;Ann;Fair",
    "19;Call;04.03.2026 12:00;;Web",
)

COLUMNS = {"case": "Deal ID", "activity": "Stage", "time": "Changed at", "resource": "User"}

# Broken in what is seen at a first look, and in what is not.
BROKEN_AT_ONCE = {
    "broken_archive": packed(xes("abc"))[:12] + b"\xff" * 80,
    "not_a_table": b'<?xml version="1.0"?>\n<page><p>Not here</p></page>\n',
    "doctype": b'<?xml version="1.0"?>\n<!DOCTYPE log [<!ENTITY a "b">]>\n<log></log>\n',
}
BROKEN_LATER = {
    "truncated": xes("abc", "abd")[:-120],
    "no_events": table("17;Call;soon;Ann;Web"),
}
