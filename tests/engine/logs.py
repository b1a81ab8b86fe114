"""Small logs that tests build by hand, and any logs that hypothesis thinks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from hypothesis import strategies as st

from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.string_array import StringArray

# 2026-01-01 00:00 UTC, a Thursday: moments of test events are seconds after it.
START = 1_767_225_600
Row = tuple[str, str, int, str]


def log_of(
    rows: Iterable[tuple[str, str, int] | Row],
    *,
    cases: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
) -> EventLog:
    """A log of (case, step, seconds since `START`, person), in the order in which they arrived.

    Names get codes in the order in which they first come, after those that are given.
    """
    full = [(*row, "") if len(row) == 3 else row for row in rows]
    ids = _names(cases or (), (row[0] for row in full))
    steps = _names(activities or (), (row[1] for row in full))
    people = _names(resources or ("",), (row[3] for row in full))
    return build(
        np.array([ids[row[0]] for row in full], np.int64),
        np.array([steps[row[1]] for row in full], np.int64),
        np.array([(START + row[2]) * MICROSECONDS for row in full], np.int64),
        np.array([people[row[3]] for row in full], np.int64),
        case_ids=StringArray.of(ids),
        activities=list(steps),
        resources=list(people),
    )


def _names(first: Iterable[str], others: Iterable[str]) -> dict[str, int]:
    return {name: code for code, name in enumerate(dict.fromkeys((*first, *others)))}


def rows(
    *, cases: str = "pqrst", steps: str = "ABCD", people: str = "xy", most: int = 40
) -> st.SearchStrategy[list[Row]]:
    """Events in any order; several of a case often share a moment."""
    row = st.tuples(
        st.sampled_from(cases),
        st.sampled_from(steps),
        st.integers(0, 5) | st.integers(0, 10**6),
        st.sampled_from(["", *people]),
    )
    return st.lists(row, max_size=most)


def named(events: Iterable[Row]) -> EventLog:
    """A log of generated rows, its codes the same whatever rows there are."""
    return log_of(events, cases=tuple("pqrst"), activities=tuple("ABCD"), resources=("", *"xy"))


def split(log: EventLog, parts: int) -> list[EventLog]:
    """The cases of a log dealt out in turn: no part is what another is."""
    return [log.select(np.arange(part, log.case_count, parts)) for part in range(parts)]


def listed(log: EventLog) -> dict[str, list[tuple[str, int, str]]]:
    """Everything in a log, by case: step, seconds since `START`, person."""
    shift = log.start - START
    return {
        log.case_id(case): [
            (
                log.activities[log.activity[e]],
                int(log.time[e]) + shift,
                log.resources[log.resource[e]],
            )
            for e in range(log.low[case], log.high[case])
        ]
        for case in range(log.case_count)
        if log.high[case] > log.low[case]
    }
