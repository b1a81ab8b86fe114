"""Times of a log in hours of work agree with what `WorkTime` says of the moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.engine.eventlog import parallel
from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import UNKNOWN, EventLog
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from tests.engine.logs import Row, log_of, named, rows

HOUR = 3600
OFF = {date(2026, 1, 5), date(2026, 3, 9), date(1970, 1, 2), date(2099, 12, 30)}
ZONES = (
    "Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Asia/Vladivostok",
    "Pacific/Auckland", "Pacific/Tongatapu", "Pacific/Pago_Pago", "UTC",
)  # fmt: skip
# Moscow, 9 to 18, from Thursday the 1st of January 2026, 03:00 there, which the log begins at.
MOSCOW = WorkTime(ZoneInfo("Europe/Moscow"), range(5), time(9), time(18), OFF.__contains__)


def log_at(moments: list[datetime]) -> EventLog:
    """A log of one case with events at these moments."""
    none = np.zeros(len(moments), np.int64)
    summary = np.array([int(moment.timestamp()) for moment in moments], np.int64) * MICROSECONDS
    return build(none, none, summary, case_ids=StringArray.of(["a"]), activities=["A"])


def test_times_are_working_seconds_since_the_start_of_the_log() -> None:
    log = log_of([
        ("a", "A", 0), ("a", "B", 7 * HOUR), ("a", "C", 20 * HOUR),
        ("b", "A", 30 * HOUR), ("b", "B", 24 * HOUR * 5 + 7 * HOUR),
    ])  # fmt: skip
    # 10:00 on Thursday, after its end, 09:00 on Friday; 10:00 on Tuesday, as Monday is off.
    expected = [0, 1 * HOUR, 9 * HOUR, 9 * HOUR, 19 * HOUR]
    assert in_working_time(log, MOSCOW).time.tolist() == expected


def test_when_work_began_is_counted_too_where_it_is_known() -> None:
    log = replace(
        log_of([("a", "A", 8 * HOUR), ("a", "B", 9 * HOUR)]), began=np.array([UNKNOWN, 0], np.int32)
    )
    converted = in_working_time(log, MOSCOW)
    assert converted.began is not None
    assert converted.began.tolist() == [UNKNOWN, 0]
    assert converted.time.tolist() == [0, HOUR]


def test_a_slice_is_converted_alone() -> None:
    log = log_of([("a", "A", 0), ("b", "A", 7 * HOUR), ("b", "B", 8 * HOUR)])
    converted = in_working_time(log.select(np.array([False, True])), MOSCOW)
    assert converted.time[converted.low[0] : converted.high[0]].tolist() == [HOUR, 2 * HOUR]


def test_events_before_the_start_of_a_log_lie_before_it_in_working_time() -> None:
    log = log_of([("a", "A", 0), ("a", "B", 9 * HOUR)])
    moved = replace(log, start=log.start + 8 * HOUR, time=log.time - np.int32(8 * HOUR))
    assert in_working_time(moved, MOSCOW).time.tolist() == [-2 * HOUR, HOUR]


def test_a_log_of_nothing_has_no_working_time() -> None:
    assert in_working_time(log_of([]), MOSCOW).time.tolist() == []


def test_an_hour_of_work_that_the_clocks_repeat_is_counted_as_it_passed() -> None:
    night = WorkTime(ZoneInfo("Europe/Berlin"), range(7), time(0), time(6), lambda day: False)
    back = datetime(2026, 10, 24, 22, tzinfo=UTC)
    converted = in_working_time(log_at([back + timedelta(hours=hour) for hour in range(9)]), night)
    assert (converted.time // HOUR).tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 7]


def test_a_day_left_out_at_the_date_line_is_worked_once() -> None:
    samoa = WorkTime(ZoneInfo("Pacific/Apia"), range(7), time(9), time(18), lambda day: False)
    moments = [datetime(2011, 12, 29, tzinfo=UTC), datetime(2012, 1, 2, tzinfo=UTC)]
    # To the evening of the 28th there, and from the 2nd on: the 29th, 31st and 1st, and 5 hours
    # at either end.
    assert in_working_time(log_at(moments), samoa).time[-1] == (4 + 9 + 9 + 9 + 5) * HOUR


moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
near = st.datetimes(datetime(2026, 2, 1), datetime(2026, 4, 20), timezones=st.just(UTC))


@st.composite
def calendars(draw: st.DrawFn) -> WorkTime:
    """Hours between 5 and midnight: in these zones clocks never change in them."""
    opens = draw(st.times(time(5), time(12)))
    closes = draw(st.times(time(13), time(23, 59, 59)))
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return WorkTime(zone, days, opens, closes, OFF.__contains__)


def agree(work: WorkTime, moments: list[datetime]) -> None:
    moments = sorted(moment.replace(microsecond=0) for moment in moments)
    converted = in_working_time(log_at(moments), work).time.astype(np.int64)
    for (here, worked), (after, later) in pairwise(zip(moments, converted, strict=True)):
        assert later - worked == work.between(here, after)
        assert later - converted[0] == work.between(moments[0], after)


@given(calendars(), st.lists(near, min_size=2, max_size=9))
@settings(max_examples=60)
def test_durations_are_those_of_the_working_calendar(
    work: WorkTime, moments: list[datetime]
) -> None:
    agree(work, moments)


@given(calendars(), st.lists(moments, min_size=2, max_size=9))
@settings(max_examples=12)
def test_durations_are_right_in_any_year(work: WorkTime, moments: list[datetime]) -> None:
    agree(work, moments)


@given(rows())
@settings(max_examples=20)
def test_several_threads_have_the_same_result_as_one(events: list[Row]) -> None:
    log = named(events)
    expected = in_working_time(log, MOSCOW).time
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "EVENTS_PER_THREAD", 1)
        patch.setattr(parallel, "cores", lambda: 3)
        assert np.array_equal(in_working_time(log, MOSCOW).time, expected)
