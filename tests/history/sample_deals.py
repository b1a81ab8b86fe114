"""Forty-one deals of which every figure is known, for the tabs with shares and times."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.string_array import StringArray
from tests.history.logs import DAY, MONDAY

# How many deals, and each one's steps with the days before each.
WON = (16, [("Call", 0), ("Offer", 2), ("Won", 4)])
LOST = (12, [("Call", 0), ("Offer", 2), ("Lost", 1)])
BACK = (4, [("Call", 0), ("Offer", 2), ("Call", 2), ("Offer", 2), ("Won", 4)])
SKIPPED = (4, [("Call", 0), ("Won", 6)])
# Open: on “Call” and on “Offer” when the log ends.
CALLED = (2, [("Call", 0)])
OFFERED = (3, [("Call", 0), ("Offer", 2)])
STEPS = ("Call", "Offer", "Won", "Lost")
PEOPLE = ("", "Ann", "Bob")


def deals() -> EventLog:
    """24 won, 4 of which went back and 4 skipped the offer; 12 lost; 5 are open.

    All arrive on one Monday, but those open on “Call” 40 days later.
    """
    rows, ids = [], []
    for kind, (count, events) in enumerate((WON, LOST, BACK, SKIPPED, OFFERED, CALLED)):
        for number in range(count):
            at = MONDAY + (40 if kind == 5 else 0) * DAY
            for step, days in events:
                at += timedelta(days=days)
                rows.append((len(ids), STEPS.index(step), at, 1 + (step == "Offer")))
            ids.append(f"{'WLBPOC'[kind]}{number}")
    case, step, moment, who = zip(*rows, strict=True)
    return build(
        np.array(case, np.int64),
        np.array(step, np.int64),
        np.array([round(at.timestamp()) * MICROSECONDS for at in moment], np.int64),
        np.array(who, np.int64),
        case_ids=StringArray.of(ids),
        activities=list(STEPS),
        resources=list(PEOPLE),
    )
