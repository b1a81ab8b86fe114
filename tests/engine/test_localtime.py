from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.engine.localtime import DAY_S, local_seconds, offset_table

ZONES = (
    "Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Africa/Monrovia", "Pacific/Apia", "Pacific/Kiritimati", "UTC",
)  # fmt: skip


def test_a_day_on_which_clocks_change_holds_the_second() -> None:
    sunday = int(datetime(2026, 3, 29, tzinfo=UTC).timestamp()) // DAY_S
    table = offset_table(ZoneInfo("Europe/Berlin"), sunday - 1, sunday + 1)
    assert table.tolist() == [[DAY_S, 3600, 3600], [3600, 3600, 7200], [DAY_S, 7200, 7200]]


moments = st.datetimes(datetime(1965, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
spring = st.datetimes(datetime(2026, 3, 28), datetime(2026, 4, 6), timezones=st.just(UTC))


@pytest.mark.parametrize("zone", ZONES)
@given(st.lists(spring) | st.lists(moments, max_size=5))
@settings(max_examples=8)
def test_a_wall_clock_shows_what_the_zone_says(zone: str, moments: list[datetime]) -> None:
    place = ZoneInfo(zone)
    local = local_seconds(place, np.array([int(at.timestamp() // 1) for at in moments], np.int64))
    expected = [at.replace(microsecond=0).astimezone(place).replace(tzinfo=UTC) for at in moments]
    assert local.tolist() == [at.timestamp() for at in expected]
