"""Working time: how many seconds of work lie between two moments.

A prefix table holds, for each local day, the working seconds before it, so a
duration costs two look-ups whatever its length.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class WorkTime:
    """The working hours of a team.

    Args:
        zone: the time zone the hours are meant in.
        weekdays: working days, Monday is 0.
        opens, closes: local time of the first and last working second; `opens < closes`.
        is_holiday: whether a local date is a day off besides the weekends.
        holidays: name of the set of holidays that `is_holiday` knows, such as a country.

    Raises:
        ValueError: the hours are empty, or no weekday works.
    """

    zone: ZoneInfo
    weekdays: Collection[int]
    opens: time
    closes: time
    is_holiday: Callable[[date], bool]
    holidays: str = ""
    _before: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.day_s <= 0 or not self.weekdays:
            raise ValueError("a working calendar needs working hours and days")

    @property
    def key(self) -> tuple[str, tuple[int, ...], time, time, str]:
        """What distinguishes this calendar from others, for caches."""
        return self.zone.key, tuple(self.weekdays), self.opens, self.closes, self.holidays

    @property
    def day_s(self) -> int:
        """Seconds in one working day."""
        return _second(self.closes) - _second(self.opens)

    def works_on(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return day.weekday() in self.weekdays and not self.is_holiday(day)

    def between(self, start: datetime, end: datetime) -> int:
        """Working seconds from `start` to `end` (aware); 0 when `end` is not later.

        Days are taken as their local wall clock shows them: an hour lost or won
        at a change to summer time lies outside working hours.
        """
        if end <= start:
            return 0
        # Hours that hold such a change after all may show a later moment earlier.
        return max(0, self._until(end) - self._until(start))

    def days_after(self, moment: datetime, days: int) -> datetime:
        """The same time of day, `days` working days after `moment` (aware)."""
        local, left = moment.astimezone(self.zone), days
        while left > 0:
            local += timedelta(days=1)
            left -= self.works_on(local.date())
        return local

    def after(self, moment: datetime, work_s: float) -> datetime:
        """The moment by which so many working seconds have passed since `moment` (aware).

        The earliest one: work that fills a day ends at its last hour, not at the next one's first.
        """
        day = moment.astimezone(self.zone).date()
        left = work_s + self._worked_of_day(moment)
        while left > self.day_s or not self.works_on(day):
            if self.works_on(day):
                left -= self.day_s
            day += timedelta(days=1)
        opening = datetime.combine(day, self.opens, self.zone)
        return max(moment, opening + timedelta(seconds=left)) if left > 0 else moment

    def _worked_of_day(self, moment: datetime) -> int:
        """Working seconds of its local day before `moment`."""
        local = moment.astimezone(self.zone)
        if not self.works_on(local.date()):
            return 0
        inside = _second(local.time()) - _second(self.opens)
        return min(max(inside, 0), self.day_s)

    def _until(self, moment: datetime) -> int:
        local = moment.astimezone(self.zone)
        days = self._year(local.year)
        spent = days[local.timetuple().tm_yday - 1] + self._worked_of_day(moment)
        return spent + self._years_before(local.year)

    def _year(self, year: int) -> list[int]:
        """Working seconds of `year` before each of its days, and of the whole year last."""
        if year not in self._before:
            table, day = [0], date(year, 1, 1)
            while day.year == year:
                table.append(table[-1] + (self.day_s if self.works_on(day) else 0))
                if day == date.max:
                    break
                day += timedelta(days=1)
            self._before[year] = table
        return self._before[year]

    def _years_before(self, year: int) -> int:
        # Measured from 1970, negative before it: only differences are used.
        if year >= 1970:
            return sum(self._year(passed)[-1] for passed in range(1970, year))
        return -sum(self._year(coming)[-1] for coming in range(year, 1970))


def _second(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
