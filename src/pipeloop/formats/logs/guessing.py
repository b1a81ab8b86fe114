"""Which columns make a log, guessed from their names and from what is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeloop.formats.columns import LOG_TARGETS, guess_columns
from pipeloop.formats.errors import FormatError, ValueProblem
from pipeloop.formats.logs.clock import FIRST_YEAR
from pipeloop.formats.logs.shapes import NEEDED, Columns
from pipeloop.formats.tables import Cell
from pipeloop.formats.values import DateStyle, clean_text, guess_date_style, read_moment

# From so many rows it is told whether a column repeats itself.
ENOUGH = 20
_BARE = re.compile(r"[\d.,]*")
_DATES, _WORDS = ("time", "start"), ("case", "activity", "resource")
_UTC = ZoneInfo("UTC")


def guess_roles(header: Sequence[str], samples: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """Names of columns by role, see `Look`; a log with a start alone has its time there.

    Args:
        samples: some rows under the header.
    """
    columns = [[row[i] for row in samples] for i in range(len(header))]
    shares = [_dates_among(cells) if samples else 1.0 for cells in columns]
    dates = {i for i, share in enumerate(shares) if share}
    sure = {i for i in dates if samples and shares[i] > 0.5 and not _are_bare(columns[i])}
    found = _of_roles(header, samples, _DATES, dates)
    if {"time", "start"} <= found.keys() and _after(
        columns[found["start"]], columns[found["time"]]
    ):
        del found["start"]
    if "time" not in found:
        found.update(_alone(found, sure))
    words = set(range(len(header))) - sure - set(found.values())
    same = {i for i in words if _repeats(columns[i])}
    for role in _WORDS:
        # Names of steps and people come again and again, ids of cases mostly do.
        few = words if role == "resource" else same
        some = _of_roles(header, samples, (role,), few - set(found.values()))
        found |= some or _of_roles(header, samples, (role,), words - set(found.values()))
    return {role: header[column] for role, column in found.items()}


def columns_of(found: dict[str, str], header: Sequence[str]) -> Columns:
    """The guessed columns.

    Raises:
        FormatError: no_column, with the role that no column has and the header.
    """
    for role in NEEDED:
        if role not in found:
            raise FormatError("no_column", role=role, header=tuple(header))
    return Columns(**found)


def _of_roles(
    header: Sequence[str],
    samples: Sequence[Sequence[Cell]],
    roles: Sequence[str],
    among: set[int],
) -> dict[str, int]:
    names = [name if i in among else "" for i, name in enumerate(header)]
    targets = [target for target in LOG_TARGETS if target.code in roles]
    return guess_columns(names, samples, targets)


def _alone(found: dict[str, int], sure: set[int]) -> dict[str, int]:
    """The time of a log that has no column named so: its start, or its only dates."""
    if "start" in found:
        return {"time": found.pop("start")}
    return {"time": next(iter(sure))} if len(sure) == 1 else {}


def _dates_among(cells: Sequence[Cell]) -> float:
    """Which share of what is written reads as a date from 1970 to 2099."""
    told = [cell for cell in cells if clean_text(cell)]
    style = guess_date_style(told)
    return sum(_moment(cell, style) is not None for cell in told) / max(1, len(told))


def _after(starts: Sequence[Cell], times: Sequence[Cell]) -> bool:
    """Whether most of what should be starts comes after what should be ends."""
    late = told = 0
    style = guess_date_style(times)
    for pair in zip(starts, times, strict=True):
        start, time = (_moment(cell, style) for cell in pair)
        if start and time:
            told += 1
            late += start > time
    return 2 * late > told


def _moment(cell: Cell, style: DateStyle) -> datetime | None:
    try:
        return read_moment(cell, style, _UTC, earliest=FIRST_YEAR)
    except ValueProblem:
        return None


def _are_bare(cells: Sequence[Cell]) -> bool:
    """Whether these are numbers, which may be dates and may be ids."""
    return all(_BARE.fullmatch(clean_text(cell)) for cell in cells)


def _repeats(cells: Sequence[Cell]) -> bool:
    told = [clean_text(cell) for cell in cells]
    return len(told) < ENOUGH or len(set(told)) < 0.9 * len(told)
