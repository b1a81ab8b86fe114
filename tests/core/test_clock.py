"""The time of day is read in one place, and can be set there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeloop.core import clock
from tests.cast import TUESDAY

WEDNESDAY = TUESDAY + timedelta(days=1)


def test_the_clock_gives_the_current_moment() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


def test_a_moment_that_is_set_holds_inside_the_block_alone() -> None:
    with clock.at(TUESDAY):
        assert clock.now() == TUESDAY
        with clock.at(WEDNESDAY):
            assert clock.now() == WEDNESDAY
        assert clock.now() == TUESDAY
    assert clock.now() > WEDNESDAY


def test_an_error_inside_the_block_sets_the_clock_back() -> None:
    with pytest.raises(KeyError), clock.at(TUESDAY):
        raise KeyError
    assert clock.now() > WEDNESDAY


@pytest.mark.parametrize("zone", ["UTC", "Europe/Moscow", "America/New_York"])
def test_the_clock_answers_in_utc_whatever_the_zone_of_the_moment(zone: str) -> None:
    with clock.at(TUESDAY.astimezone(ZoneInfo(zone))):
        assert clock.now() == TUESDAY
        assert clock.now().utcoffset() == timedelta()
        assert clock.now().isoformat() == "2026-03-03T09:00:00+00:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 3, 3)):
        pass
    assert clock.now() > WEDNESDAY


def test_another_thread_keeps_its_own_time() -> None:
    with clock.at(TUESDAY), ThreadPoolExecutor(1) as pool:
        assert pool.submit(clock.now).result() > WEDNESDAY


@pytest.mark.parametrize(
    ("moment", "months", "earlier"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-15", 12, "2025-12-15"),
        ("2026-05-01", 600, "1976-05-01"),
        ("2026-05-01", 0, "2026-05-01"),
    ],
)
def test_months_before_keep_the_day_where_the_month_has_it(
    moment: str, months: int, earlier: str
) -> None:
    assert clock.months_before(datetime.fromisoformat(moment), months) == datetime.fromisoformat(
        earlier
    )
