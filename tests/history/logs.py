"""Logs that are ready to be studied, made without a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from pipeloop.core.clock import now
from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import EventLog, Labels
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.history.actions.folders import save_folder
from pipeloop.history.models import Log
from pipeloop.history.words import LogKind, LogState

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
# Name of a deal, then each step with the days before it and who did it.
Deal = tuple[str, list[tuple[str, float, str]]]
SALES: list[Deal] = [
    ("A", [("Call", 0, "Ann · Hunter"), ("Offer", 1, "Bob · Closer"), ("Won", 2, "Bob · Closer")]),
    ("B", [("Call", 0, "Ann · Hunter"), ("Offer", 3, "Bob · Closer"), ("Lost", 4, "Bob · Closer")]),
    ("C", [("Call", 0, "Ann · Closer"), ("Offer", 1, "Cid · Closer"), ("Won", 1, "Cid · Closer")]),
    (
        "D",
        [
            ("Call", 0, "Cid · Closer"),
            ("Offer", 1, "Cid · Closer"),
            ("Call", 1, "Cid · Closer"),
            ("Offer", 20, "Cid · Closer"),
        ],
    ),
    ("E", [("Call", 0, ""), ("Lost", 1, "")]),
]
SOURCES = ("Web", "Web", "Fair", "", "Fair")
AMOUNTS = (100.0, 200.0, 300.0, np.nan, 50.0)


def sales() -> EventLog:
    """Five deals, a day apart from each other: two won, two lost, one open that went back."""
    steps, people, rows = ["Call", "Offer", "Won", "Lost"], [""], []
    for case, (_name, events) in enumerate(SALES):
        at = MONDAY + case * DAY
        for step, days, who in events:
            at += days * DAY
            if who not in people:
                people.append(who)
            rows.append((case, steps.index(step), at.timestamp() * MICROSECONDS, people.index(who)))
    columns = np.array(rows, np.int64).T
    sources = ["", "Web", "Fair"]
    return build(
        *columns,
        case_ids=StringArray.of(name for name, _events in SALES),
        activities=steps,
        resources=people,
        labels={"source": Labels(np.array([sources.index(s) for s in SOURCES]), tuple(sources))},
        numbers={"amount": np.array(AMOUNTS)},
    )


def ready_log(log: EventLog | None = None, *, name: str = "Sales", **fields: object) -> Log:
    """A log that was read and is ready."""
    log = sales() if log is None else log
    row = Log.objects.create(
        name=name,
        kind=LogKind.CRM,
        file="logs/none.csv",
        added_at=now(),
        state=LogState.READING,
        zone="Europe/Moscow",
        cases=log.case_count,
        events=log.event_count,
        rows=log.event_count,
    )
    ready = {"folder": save_folder(log, row.pk), "state": LogState.READY, "read_at": now()}
    Log.objects.filter(pk=row.pk).update(**ready | fields)
    row.refresh_from_db()
    return row
