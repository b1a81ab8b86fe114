"""Guesses the role of columns in a log, from their names and their content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeloop.formats.columns import LOG_TARGETS, guess_columns
from pipeloop.formats.errors import FormatError, ValueProblem
from pipeloop.formats.logs.results import NEEDED, Columns
from pipeloop.formats.logs.timestamp_kernels import FIRST_YEAR
from pipeloop.formats.tables import Cell
from pipeloop.formats.values import DateStyle, clean_text, guess_date_style, read_datetime

# With fewer rows it is not decided whether the values of a column repeat.
MIN_ROWS = 20
_BARE = re.compile(r"[\d.,]*")
_DATE_ROLES, _TEXT_ROLES = ("time", "start"), ("case", "activity", "resource")
_UTC = ZoneInfo("UTC")


def guess_roles(header: Sequence[str], samples: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """Names of columns by role, see `LogPreview`; a start alone serves as the time.

    Args:
        samples: some rows under the header.
    """
    columns = [[row[i] for row in samples] for i in range(len(header))]
    shares = [_date_share(cells) if samples else 1.0 for cells in columns]
    dates = {i for i, share in enumerate(shares) if share}
    certain_dates = {
        i for i in dates if samples and shares[i] > 0.5 and not _are_numbers(columns[i])
    }
    guessed = _guess(header, samples, _DATE_ROLES, dates)
    if {"time", "start"} <= guessed.keys() and _are_reversed(
        columns[guessed["start"]], columns[guessed["time"]]
    ):
        del guessed["start"]
    if "time" not in guessed:
        guessed.update(_only_time(guessed, certain_dates))
    texts = set(range(len(header))) - certain_dates - set(guessed.values())
    repeating = {i for i in texts if _repeats(columns[i])}
    for role in _TEXT_ROLES:
        # Names of steps repeat, and ids of cases mostly do.
        likely = texts if role == "resource" else repeating
        taken = set(guessed.values())
        guessed |= _guess(header, samples, (role,), likely - taken) or _guess(
            header, samples, (role,), texts - taken
        )
    return {role: header[column] for role, column in guessed.items()}


def columns_of(guessed: dict[str, str], header: Sequence[str]) -> Columns:
    """The guessed columns by role.

    Raises:
        FormatError: no_column, with the role that no column has and the header.
    """
    for role in NEEDED:
        if role not in guessed:
            raise FormatError("no_column", role=role, header=tuple(header))
    return Columns(**guessed)


def _guess(
    header: Sequence[str],
    samples: Sequence[Sequence[Cell]],
    roles: Sequence[str],
    candidates: set[int],
) -> dict[str, int]:
    names = [name if i in candidates else "" for i, name in enumerate(header)]
    targets = [target for target in LOG_TARGETS if target.code in roles]
    return guess_columns(names, samples, targets)


def _only_time(guessed: dict[str, int], certain_dates: set[int]) -> dict[str, int]:
    """The time of a log that has no column named so: its start, or its only column of dates."""
    if "start" in guessed:
        return {"time": guessed.pop("start")}
    return {"time": next(iter(certain_dates))} if len(certain_dates) == 1 else {}


def _date_share(cells: Sequence[Cell]) -> float:
    """The share of cells, without empty ones, that are dates from 1970 to 2099."""
    filled = [cell for cell in cells if clean_text(cell)]
    style = guess_date_style(filled)
    return sum(_datetime(cell, style) is not None for cell in filled) / max(1, len(filled))


def _are_reversed(starts: Sequence[Cell], times: Sequence[Cell]) -> bool:
    """Whether most starts are later than the times of their rows."""
    later = both = 0
    style = guess_date_style(times)
    for pair in zip(starts, times, strict=True):
        start, time = (_datetime(cell, style) for cell in pair)
        if start and time:
            both += 1
            later += start > time
    return 2 * later > both


def _datetime(cell: Cell, style: DateStyle) -> datetime | None:
    try:
        return read_datetime(cell, style, _UTC, earliest=FIRST_YEAR)
    except ValueProblem:
        return None


def _are_numbers(cells: Sequence[Cell]) -> bool:
    """Whether these are bare numbers, which may be dates or ids."""
    return all(_BARE.fullmatch(clean_text(cell)) for cell in cells)


def _repeats(cells: Sequence[Cell]) -> bool:
    texts = [clean_text(cell) for cell in cells]
    return len(texts) < MIN_ROWS or len(set(texts)) < 0.9 * len(texts)
