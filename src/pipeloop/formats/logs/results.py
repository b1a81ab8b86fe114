"""What a preview and a reading of a log file return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.formats.tables import Cell

# Roles without which columns make no log.
NEEDED = ("case", "activity", "time")
# As many of the rows that were left out are kept as examples.
MAX_EXAMPLES = 100


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
class LogPreview:
    """A preview of a file.

    Args:
        kind: csv, tsv, xlsx, parquet or xes.
        header: names of its columns; of XES, the keys of its first events.
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
        row: its line in a text or a workbook, its number in Parquet and XES; from 1.
        code: no_case, no_activity, no_time, not_a_date, impossible_date, out_of_range (before
            1970 or after 2099).
        text: what it says instead of a time.
    """

    row: int
    code: str
    text: str = ""


@dataclass(frozen=True)
class LogRead:
    """A log that was read.

    Args:
        columns: which column was used for which role.
        rows: how many rows that are not empty, or events, the file has.
        bad: how many of them were left out, by code.
        examples: the first of those.
    """

    log: EventLog
    columns: Columns
    rows: int
    bad: Mapping[str, int]
    examples: tuple[BadRow, ...]
