"""Dates and moments are read in Russian, English, ISO and Excel's own form."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.values import DateStyle, guess_date_style, read_datetime
from tests.formats.files import outcome

MOSCOW = ZoneInfo("Europe/Moscow")
MDY = DateStyle("mdy")
LAST = datetime(2025, 12, 31, tzinfo=MOSCOW)
AT = {
    "": LAST,
    "10:15": LAST.replace(hour=10, minute=15),
    "17:30": LAST.replace(hour=17, minute=30),
}


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("31.12.2025", ""),
        ("31/12/2025", ""),
        ("31-12-2025", ""),
        ("31.12.25", ""),
        ("31.12.2025 г.", ""),
        ("31.12.2025г.", ""),
        ("2025-12-31", ""),
        ("2025/12/31", ""),
        ("31 декабря 2025", ""),
        ("31 декабря 2025 г.", ""),
        ("31 декабря 2025 года", ""),
        ("31 дек. 2025", ""),
        ("31-Dec-25", ""),
        ("Dec 31, 2025", ""),
        ("December 31 2025", ""),
        ("31.12.2025 10:15", "10:15"),
        ("31.12.2025, 10:15:00", "10:15"),
        ("31 декабря 2025 г. 10:15", "10:15"),
        ("2025-12-31T10:15:00.000", "10:15"),
        ("Dec 31, 2025 5:30 PM", "17:30"),
        ("2025-12-31 5:30 p.m.", "17:30"),
    ],
)
def test_a_date_is_read_in_its_form(text: str, clock: str) -> None:
    assert read_datetime(text, DateStyle(), MOSCOW) == AT[clock]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("12/31/2025", 0),
        ("12-31-25", 0),
        ("12/31/2025 12:00 AM", 0),
        ("12/31/2025 12:00 PM", 12),
        ("12/31/2025 11:00 am", 11),
        ("31 Dec 2025 23:00", 23),
    ],
)
def test_a_month_first_column_is_read_so(text: str, hour: int) -> None:
    assert read_datetime(text, MDY, MOSCOW) == LAST.replace(hour=hour)


def test_the_same_digits_are_two_dates_in_two_orders() -> None:
    day_first, month_first = datetime(2026, 3, 2), datetime(2026, 2, 3)
    assert read_datetime("02/03/2026", DateStyle(), MOSCOW) == day_first.replace(tzinfo=MOSCOW)
    assert read_datetime("02/03/2026", MDY, MOSCOW) == month_first.replace(tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-12-31T23:59:59Z", "2025-12-31 23:59:59"),
        ("2025-12-31T23:59:59+03:00", "2025-12-31 20:59:59"),
        ("2025-12-31 23:59:59+0530", "2025-12-31 18:29:59"),
        ("2025-12-31 23:59:59-08", "2026-01-01 07:59:59"),
        ("2025-12-31T23:59:59.123456789Z", "2025-12-31 23:59:59.123456"),
        ("2025-07-01T00:00:00", "2025-06-30 21:00:00"),
    ],
)
def test_a_date_that_names_its_offset_keeps_it(text: str, utc: str) -> None:
    moment = read_datetime(text, DateStyle(), MOSCOW)
    assert moment == datetime.fromisoformat(utc + "+00:00")


@pytest.mark.parametrize(
    ("cell", "style", "expected"),
    [
        # 45000 is 15 March 2023, as every spreadsheet shows; 36526 is 1 January 2000.
        (45000, "serial", datetime(2023, 3, 15)),
        (45000.75, "serial", datetime(2023, 3, 15, 18)),
        ("45000", "serial", datetime(2023, 3, 15)),
        ("36526.5", "serial", datetime(2000, 1, 1, 12)),
        (1_000_000_000, "unix", datetime(2001, 9, 9, 5, 46, 40)),
        ("1000000000", "unix", datetime(2001, 9, 9, 5, 46, 40)),
        (1_000_000_000_000, "unix_ms", datetime(2001, 9, 9, 5, 46, 40)),
        (datetime(2025, 12, 31, 10), "serial", datetime(2025, 12, 31, 10)),
        (date(2025, 12, 31), "serial", datetime(2025, 12, 31)),
    ],
)
def test_a_number_is_a_date_by_the_style_of_its_column(
    cell: Any, style: str, expected: datetime
) -> None:
    # A billion seconds end at 01:46:40 UTC; in that summer Moscow was four hours ahead.
    moment = read_datetime(cell, DateStyle(numbers=style), MOSCOW)
    assert moment is not None
    assert moment.tzinfo is MOSCOW
    assert moment.replace(tzinfo=None) == expected


@pytest.mark.parametrize("cell", [None, "", " ", "-", "—", True])
def test_an_empty_cell_has_no_date(cell: Any) -> None:
    assert read_datetime(cell, DateStyle(), MOSCOW) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31.02.2026", "impossible_date"),
        ("29.02.2025", "impossible_date"),
        ("12/31/2025", "impossible_date"),
        ("2025-13-01", "impossible_date"),
        ("0000-01-01", "impossible_date"),
        ("31.12.2025 24:00", "impossible_date"),
        ("31.12.2025 13:00 AM", "impossible_date"),
        ("31.12.2025 25:00 PM", "impossible_date"),
        ("2025-12-31T00:00:00+25:00", "impossible_date"),
        ("2025-12-31T00:00:00+05:99", "not_a_date"),
        ("Tuesday", "not_a_date"),
        ("31 мартобря", "not_a_date"),
        ("31 foo 2025", "not_a_date"),
        ("31.12.2025 утром", "not_a_date"),
        ("31.12.20255", "not_a_date"),
        (time(10), "not_a_date"),
        ("31.12.2025 10:15" + " " * 100_000 + "x", "not_a_date"),
        ("31.12.1989", "out_of_range"),
        ("01.01.2100", "out_of_range"),
        ("9999-12-31 23:59:59", "out_of_range"),
        ("20251231", "out_of_range"),
        (5, "out_of_range"),
        (1e300, "out_of_range"),
        (float("nan"), "out_of_range"),
        (datetime(1900, 1, 1), "out_of_range"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_date_is_refused_with_its_reason(cell: Any, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_datetime(cell, DateStyle(), MOSCOW)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "year"),
    [("01.01.1990", 1990), ("31.12.2099", 2099), ("1.1.95", 1995), ("1.1.26", 2026)],
)
def test_years_are_accepted_from_1990_to_2099(text: str, year: int) -> None:
    moment = read_datetime(text, DateStyle(), MOSCOW)
    assert moment is not None
    assert moment.year == year


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        (["01/02/2026", "12/31/2025"], DateStyle("mdy")),
        (["01/02/2026", "31/12/2025"], DateStyle("dmy")),
        (["01/02/2026", "03/04/2026"], DateStyle("dmy", is_ambiguous=True)),
        (["01.02.2026", "03.04.2026"], DateStyle("dmy")),
        (["12/31/2025", "31/12/2025"], DateStyle("dmy")),
        ([45000, 45001.5], DateStyle(numbers="serial")),
        (["1700000000"], DateStyle(numbers="unix")),
        ([1_700_000_000_000, 0], DateStyle(numbers="unix_ms")),
        ([None, "", True, "x", "2025-12-31"], DateStyle()),
    ],
)
def test_the_style_of_a_column_is_guessed_from_its_cells(
    cells: list[Any], style: DateStyle
) -> None:
    assert guess_date_style(cells) == style


days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
FORMS = {
    "dmy": ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%b %d, %Y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%Y/%m/%d", "%B %d, %Y", "%d %B %Y"),
}


@settings(max_examples=60, deadline=None)
@given(days, st.sampled_from(list(FORMS)), st.integers(0, 4))
def test_a_date_written_in_any_form_reads_back(day: date, order: str, form: int) -> None:
    moment = read_datetime(day.strftime(FORMS[order][form]), DateStyle(order), MOSCOW)
    assert moment == datetime.combine(day, time(), MOSCOW)


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_a_date_in_iso_reads_back_whatever_its_offset(at: datetime, offset: timedelta) -> None:
    aware = at.replace(tzinfo=timezone(offset))
    assert read_datetime(aware.isoformat(), DateStyle(), MOSCOW) == aware


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 86_399))
def test_a_serial_number_of_excel_reads_back(day: date, second: int) -> None:
    serial = (day - date(1899, 12, 30)).days + second / 86_400
    moment = read_datetime(serial, DateStyle(), MOSCOW)
    expected = datetime.combine(day, time()) + timedelta(seconds=second)
    assert moment is not None
    assert abs(moment.replace(tzinfo=None) - expected) < timedelta(milliseconds=1)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=70) | st.text("0123456789.-/: TZ+amp,годек", max_size=30))
def test_any_text_is_a_date_or_a_problem(text: str) -> None:
    moment, code = outcome(lambda: read_datetime(text, DateStyle(), MOSCOW))
    assert code in ("", "not_a_date", "impossible_date", "out_of_range")
    assert moment is None or (moment.tzinfo and 1990 <= moment.year < 2100)
