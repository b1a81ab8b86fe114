"""What is told of a file that holds an event log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.formats.tables import Cell

# Roles a column may have; the first three are needed.
ROLES = ("case", "activity", "time", "resource", "start")
NEEDED = ROLES[:3]
# Of the rows that were left out, so many are shown.
EXAMPLES = 100


@dataclass(frozen=True)
class Columns:
    """Which column of a file plays which role, by the names in its header.

    Args:
        case: the deal an event belongs to.
        activity: the step that was done or entered.
        time: when it happened, or was done.
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
    """A first look at a file.

    Args:
        kind: csv, tsv, xlsx, parquet or xes.
        header: names of its columns.
        samples: some of its first rows.
        guessed: the likeliest column of each role; a role may have none.
    """

    kind: str
    header: tuple[str, ...]
    samples: tuple[tuple[Cell, ...], ...]
    guessed: Mapping[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that was left out.

    Args:
        row: its number in the file, from 1.
        code: no_case, no_activity, no_time, not_a_date, impossible_date, out_of_range, extra.
        text: what it says instead.
    """

    row: int
    code: str
    text: str = ""


@dataclass(frozen=True)
class LogRead:
    """A log that was read.

    Args:
        columns: what was taken for what.
        rows: how many rows, or events, the file holds.
        bad: how many of them were left out, by code; nothing is left out without being counted.
        examples: the first of those.
    """

    log: EventLog
    columns: Columns
    rows: int
    bad: Mapping[str, int]
    examples: tuple[BadRow, ...]
