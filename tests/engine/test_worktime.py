"""Working time agrees with hand counts, and with a count minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.engine.worktime import WorkTime

HOUR = 3600
DAY = 9 * HOUR
# Holidays of the tests: a Monday, a New Year, and a Sunday that is off anyway.
OFF = {date(2026, 3, 9), date(2026, 1, 1), date(2026, 3, 15), date(1969, 12, 31)}
ZONES = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC")


def work(zone: str = "Europe/Moscow", opens: int = 9, closes: int = 18) -> WorkTime:
    """Monday to Friday in a zone."""
    return WorkTime(ZoneInfo(zone), range(5), time(opens), time(closes), OFF.__contains__)


def local(text: str, zone: str = "Europe/Moscow") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


KNOWN = {
    # The 6th of March 2026 is a Friday, and the 9th is off; the 13th is a Friday before a free one.
    ("2026-03-13 17:00", "2026-03-16 10:00"): 2 * HOUR,
    ("2026-03-06 17:00", "2026-03-10 10:00"): 2 * HOUR,
    ("2026-03-06 17:00", "2026-03-09 10:00"): 1 * HOUR,
    ("2026-03-03 09:00", "2026-03-03 18:00"): DAY,
    ("2026-03-03 00:00", "2026-03-04 00:00"): DAY,
    ("2026-03-03 06:00", "2026-03-03 08:59:59"): 0,
    ("2026-03-03 18:00", "2026-03-03 23:00"): 0,
    ("2026-03-03 08:00", "2026-03-03 09:00:01"): 1,
    ("2026-03-03 17:59:59", "2026-03-04 09:00"): 1,
    ("2026-03-03 12:00:30", "2026-03-03 12:01"): 30,
    ("2026-03-07 10:00", "2026-03-08 17:00"): 0,
    ("2026-03-02 09:00", "2026-03-09 09:00"): 5 * DAY,
    ("2026-03-09 09:00", "2026-03-16 09:00"): 4 * DAY,
    # 261 weekdays in 2026, less New Year and the 9th of March.
    ("2026-01-01 00:00", "2027-01-01 00:00"): 259 * DAY,
    # 2024 is a leap year with 262 weekdays.
    ("2024-01-01 00:00", "2025-01-01 00:00"): 262 * DAY,
    ("2025-12-31 17:00", "2026-01-02 10:00"): 2 * HOUR,
    # Before 1970: Wednesday the 31st is off, Thursday the 1st of January works.
    ("1969-12-30 17:00", "1970-01-01 10:00"): 2 * HOUR,
    ("1968-12-31 17:00", "1969-01-01 10:00"): 2 * HOUR,
    ("1969-12-29 00:00", "1970-01-05 00:00"): 4 * DAY,
}


@pytest.mark.parametrize(("start", "end"), KNOWN)
def test_working_seconds_are_those_counted_by_hand(start: str, end: str) -> None:
    assert work().between(local(start), local(end)) == KNOWN[start, end]


@pytest.mark.parametrize("start", ["2026-03-03 12:00", "2026-03-03 12:00:01", "2026-05-01 12:00"])
def test_nothing_passes_when_the_end_is_not_later(start: str) -> None:
    assert work().between(local(start), local("2026-03-03 12:00")) == 0


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        # The clocks go forward on Sunday the 29th of March 2026 and back on the 25th of October.
        ("2026-03-27 17:00", "2026-03-30 10:00", 2),
        ("2026-10-23 17:00", "2026-10-26 10:00", 2),
        ("2026-03-28 00:00", "2026-03-31 00:00", 9),
        ("2026-10-24 00:00", "2026-10-27 00:00", 9),
    ],
)
def test_a_change_of_clocks_changes_no_working_hour(start: str, end: str, hours: int) -> None:
    berlin = "Europe/Berlin"
    assert work(berlin).between(local(start, berlin), local(end, berlin)) == hours * HOUR


def test_a_working_sunday_of_a_change_is_as_long_as_any() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    sundays = WorkTime(berlin, [6], time(9), time(18), lambda day: False)
    for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 5, 3)):
        start = datetime.combine(day, time(), berlin)
        assert sundays.between(start, datetime.combine(day, time(23), berlin)) == DAY


def test_hours_are_those_of_the_team_and_not_of_whoever_asks() -> None:
    # 06:00 to 15:00 UTC is the day in Moscow; in New York it is 9 to 18 from 14:00 UTC.
    start, end = datetime(2026, 3, 3, 6, tzinfo=UTC), datetime(2026, 3, 3, 15, tzinfo=UTC)
    assert work("Europe/Moscow").between(start, end) == DAY
    assert work("America/New_York").between(start, end) == HOUR
    tokyo = start.astimezone(ZoneInfo("Asia/Tokyo"))
    assert work("Europe/Moscow").between(tokyo, end) == DAY


def test_the_clock_turned_back_inside_working_hours_takes_nothing_away() -> None:
    night = WorkTime(ZoneInfo("Europe/Berlin"), range(7), time(0), time(6), lambda day: False)
    before = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    after = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert night.between(before, after) == 0


@pytest.mark.parametrize(
    ("opens", "closes", "weekdays"), [(9, 9, [0]), (18, 9, [0]), (9, 18, []), (9, 0, [0])]
)
def test_a_calendar_without_work_is_refused(opens: int, closes: int, weekdays: list[int]) -> None:
    with pytest.raises(ValueError, match="working"):
        WorkTime(ZoneInfo("UTC"), weekdays, time(opens), time(closes), lambda day: False)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-03 12:00", 0, "2026-03-03 12:00"),
        ("2026-03-03 12:00", 1, "2026-03-04 12:00"),
        ("2026-03-06 12:00", 1, "2026-03-10 12:00"),
        ("2026-03-07 12:00", 1, "2026-03-10 12:00"),
        ("2026-03-06 20:30", 5, "2026-03-16 20:30"),
        ("2026-03-09 07:00", 2, "2026-03-11 07:00"),
    ],
)
def test_days_after_skip_weekends_and_holidays(start: str, days: int, end: str) -> None:
    assert work().days_after(local(start), days) == local(end)


def test_the_time_of_day_stays_when_the_clocks_change() -> None:
    berlin = "Europe/Berlin"
    end = work(berlin).days_after(local("2026-03-27 12:00", berlin).astimezone(UTC), 1)
    assert end == local("2026-03-30 12:00", berlin)
    assert end - local("2026-03-27 12:00", berlin) == timedelta(days=3)
    assert end.astimezone(UTC) == datetime(2026, 3, 30, 10, tzinfo=UTC)


moments = st.datetimes(datetime(1965, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))
calendars = st.builds(work, st.sampled_from(ZONES), st.integers(4, 12), st.integers(13, 23))


@settings(max_examples=60, deadline=None)
@given(calendars, st.lists(moments, min_size=3, max_size=3))
def test_working_time_adds_up(calendar: WorkTime, three: list[datetime]) -> None:
    first, second, third = sorted(three)
    parts = calendar.between(first, second) + calendar.between(second, third)
    assert parts == calendar.between(first, third)


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.timedeltas(timedelta(), timedelta(days=400)))
def test_working_time_is_never_more_than_the_time_that_passed(
    calendar: WorkTime, start: datetime, span: timedelta
) -> None:
    seconds = calendar.between(start, start + span)
    # A second begun before the start counts once its end is passed.
    assert 0 <= seconds <= span.total_seconds() + 1
    assert calendar.between(start + span, start) == 0


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(0, 10**7), st.integers(0, 10**6))
def test_a_later_end_is_never_less_work(
    calendar: WorkTime, start: datetime, first: int, more: int
) -> None:
    end = start + timedelta(seconds=first)
    longer = calendar.between(start, end + timedelta(seconds=more))
    assert calendar.between(start, end) <= longer


@settings(max_examples=40, deadline=None)
@given(calendars, moments, st.integers(0, 4 * 24 * 60))
def test_working_time_is_what_a_count_by_minutes_says(
    calendar: WorkTime, start: datetime, minutes: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    passed = (start + timedelta(minutes=minute) for minute in range(minutes))
    here = (moment.astimezone(calendar.zone) for moment in passed)
    worked = sum(
        at.weekday() < 5
        and at.date() not in OFF
        and calendar.opens.hour * 60 <= at.hour * 60 + at.minute < calendar.closes.hour * 60
        for at in here
    )
    assert calendar.between(start, start + timedelta(minutes=minutes)) == worked * 60


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(1, 60))
def test_days_after_land_on_the_day_that_many_working_days_on(
    calendar: WorkTime, start: datetime, days: int
) -> None:
    landed = calendar.days_after(start, days)
    begun = start.astimezone(calendar.zone)
    assert calendar.works_on(landed.date())
    assert landed.time() == begun.time()
    between = (landed.date() - begun.date()).days
    passed = [begun.date() + timedelta(days=day) for day in range(1, between + 1)]
    assert sum(day.weekday() < 5 and day not in OFF for day in passed) == days


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-03 12:00", 0, "2026-03-03 12:00"),
        ("2026-03-03 12:00", 3, "2026-03-03 15:00"),
        ("2026-03-03 12:00", 6, "2026-03-03 18:00"),  # the end of a day, not the next beginning
        ("2026-03-03 12:00", 9, "2026-03-04 12:00"),
        ("2026-03-06 12:00", 18, "2026-03-11 12:00"),  # over a weekend and the 9th, which is off
        ("2026-03-07 12:00", 1, "2026-03-10 10:00"),
        ("2026-03-03 20:00", 1, "2026-03-04 10:00"),
        ("2026-03-03 06:00", 1, "2026-03-03 10:00"),
    ],
)
def test_so_much_work_later_is_the_moment_counted_by_hand(start: str, hours: int, end: str) -> None:
    assert work().after(local(start), hours * HOUR) == local(end)


@given(
    moment=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),
    zone=st.sampled_from(ZONES),
    seconds=st.integers(0, 40 * DAY),
)
def test_between_a_moment_and_so_much_work_later_lies_that_much_work(
    moment: datetime, zone: str, seconds: int
) -> None:
    start = moment.replace(tzinfo=ZoneInfo(zone), microsecond=0)
    assert work(zone).between(start, work(zone).after(start, seconds)) == seconds
