from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.eventlog.building import MICROSECONDS
from pipeloop.engine.eventlog.log import UNKNOWN
from pipeloop.engine.eventlog.partition import ARRIVAL, no_events, part_log
from tests.engine.logs import START, Row, listed, named, rows

STEPS, PEOPLE = tuple("ABCD"), ("", "x", "y")
COLUMNS = ("case", "activity", "resource", "moment", "began", "arrival")


def _batch(events: list[tuple[int, Row]], began: list[int | None] | None = None) -> pa.RecordBatch:
    """Events with their arrival numbers."""
    text, number = pa.string(), pa.int64()
    return pa.RecordBatch.from_pydict(
        {
            "case": [row[0] for _arrival, row in events],
            "activity": [row[1] for _arrival, row in events],
            "resource": [row[3] or None for _arrival, row in events],
            "moment": [(START + row[2]) * MICROSECONDS for _arrival, row in events],
            "began": began or [None] * len(events),
            "arrival": [arrival for arrival, _row in events],
        },
        pa.schema(zip(COLUMNS, (text, text, text, number, number, number), strict=True)),
    )


@given(rows().filter(bool).flatmap(lambda events: st.permutations(list(enumerate(events)))))
def test_events_in_any_order_are_put_into_that_of_their_arrival(
    events: list[tuple[int, Row]],
) -> None:
    cut = len(events) // 2
    log = part_log([_batch(events[:cut]), _batch(events[cut:])], STEPS, PEOPLE)
    assert listed(log) == listed(named([row for _arrival, row in sorted(events)]))


def test_cases_are_numbered_by_their_first_events_and_have_their_arrival_numbers() -> None:
    events = [(70, ("b", "A", 5, "")), (30, ("a", "A", 9, "")), (20, ("b", "B", 9, ""))]
    log = part_log([_batch(events)], STEPS, PEOPLE)
    assert list(log.case_ids) == ["b", "a"]
    assert log.numbers[ARRIVAL].tolist() == [20, 30]


def test_when_work_began_is_known_where_the_column_has_it() -> None:
    events = [(1, ("a", "A", 5, "x")), (2, ("a", "B", 9, "y"))]
    log = part_log([_batch(events, [None, (START + 6) * MICROSECONDS])], STEPS, PEOPLE)
    assert log.began is not None
    assert log.began.tolist() == [UNKNOWN, 1]
    assert part_log([_batch(events)], STEPS, PEOPLE).began is None


def test_a_log_without_events_has_its_names() -> None:
    log = no_events(STEPS, PEOPLE)
    assert (log.case_count, log.event_count, log.activities) == (0, 0, STEPS)
