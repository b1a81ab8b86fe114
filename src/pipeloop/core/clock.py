"""The one place where the time of day is read, so that tests can set it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("set_time", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _set.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block.

    Raises:
        ValueError: `moment` has no time zone.
    """
    if timezone.is_naive(moment):
        raise ValueError("a moment needs a time zone")
    token = _set.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)


def months_before(moment: datetime, months: int) -> datetime:
    """The same moment so many months earlier; the last day of a month that is too short."""
    year, before = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(year, before + 1)[1])
    return moment.replace(year=year, month=before + 1, day=day)
