"""How long cases wait between two groups of people."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.organisation.handover_waits import longest_handover_wait
from pipeloop.engine.mining.organisation.handovers import handovers_between_people
from pipeloop.engine.mining.performance.edge_waits import NEVER
from tests.engine.logs import Row, log_of, named, rows

HOUR = 3600


def _waits(log: EventLog, giver: str, taker: str) -> list[int]:
    role_of = np.arange(len(log.resources))
    codes = [log.resources.index(name) for name in (giver, taker)]
    return longest_handover_wait(log, role_of, *codes).tolist()


def test_the_longest_of_several_handovers_counts() -> None:
    log = log_of(
        [
            ("p", "A", 0, "Ann"),
            ("p", "B", HOUR, "Bob"),
            ("p", "A", 2 * HOUR, "Ann"),
            ("p", "B", 7 * HOUR, "Bob"),
            ("q", "A", 0, "Bob"),
        ]
    )
    assert _waits(log, "Ann", "Bob") == [5 * HOUR, NEVER]
    assert _waits(log, "Bob", "Ann") == [HOUR, NEVER]


def test_events_of_unknown_people_are_passed_over() -> None:
    log = log_of([("p", "A", 0, "Ann"), ("p", "B", HOUR, ""), ("p", "C", 3 * HOUR, "Bob")])
    assert _waits(log, "Ann", "Bob") == [3 * HOUR]


def test_whoever_goes_on_alone_hands_nothing_over_inside_a_group() -> None:
    log = log_of(
        [("p", "A", 0, "Ann"), ("p", "B", HOUR, "Ann"), ("q", "A", 0, "Ann"), ("q", "B", 9, "Bob")]
    )
    assert longest_handover_wait(log, np.zeros(3, np.int64), 0, 0).tolist() == [NEVER, 9]


@given(rows())
def test_as_many_cases_wait_between_two_people_as_handovers_count(events: list[Row]) -> None:
    log = named(events)
    summary = handovers_between_people(log)
    for giver, taker, cases in zip(summary.source, summary.target, summary.cases, strict=True):
        waits = longest_handover_wait(log, np.arange(3), int(giver), int(taker))
        assert (waits > NEVER).sum() == cases
