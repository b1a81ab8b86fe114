"""What is found in the file of a log, and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.formats.tables import Cell


@dataclass(frozen=True)
class Columns:
    """Names, from the header of a file, of the columns that make a log.

    Args:
        case: which case an event belongs to.
        activity: what was done.
        time: when it was done, or ended.
        resource: who did it.
        start: when work on it began.
    """

    case: str
    activity: str
    time: str
    resource: str | None = None
    start: str | None = None


@dataclass(frozen=True)
class Look:
    """What a file is, at a glance.

    Args:
        kind: csv, tsv, xlsx, parquet or xes.
        header: names of its columns; of XES, the keys of its first events.
        samples: some rows under the header.
        guessed: names of columns by role: case, activity, time, resource, start. A role for
            which no column was found is not there.
    """

    kind: str
    header: tuple[str, ...]
    samples: tuple[tuple[Cell, ...], ...]
    guessed: dict[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that could not be taken.

    Args:
        line: its line in the file, from 1; in a workbook and in Parquet the number of the row.
        code: why, see `LogRead.bad`.
        text: the cell as it was written.
    """

    line: int
    code: str
    text: str


@dataclass(frozen=True)
class LogRead:
    """A log, and what of its file was left out.

    Args:
        columns: from which columns it was read.
        rows: how many rows with anything in them, or events, the file has.
        bad: how many of them were left out, by code: no_case, no_activity, no_time,
            not_a_date, impossible_date, out_of_range (before 1970 or after 2099).
        examples: the first of them.
    """

    log: EventLog
    columns: Columns
    rows: int
    bad: Mapping[str, int]
    examples: tuple[BadRow, ...]
