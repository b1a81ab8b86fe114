"""Chunks of rows on their way into a log: columns by role, for files of every kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.columns import normalize
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs.results import Columns
from pipeloop.formats.logs.string_codes import Codes, StringCodes, clean_texts
from pipeloop.formats.logs.text_spans import Column, RowTexts, TextSpans
from pipeloop.formats.logs.timestamps import TimestampReader, Timestamps

ReadTimestamps = Mapping[int, tuple[Timestamps, RowTexts]]
LIFECYCLE = ("lifecycle transition", "lifecycle")


@dataclass(frozen=True)
class TextCleaner:
    """Removes the quoting or escaping of a file format from texts.

    Args:
        clean: cleans one text.
        marks: bytes that quoting or escaping needs; a text without them is clean already.
    """

    clean: Callable[[str], str]
    marks: bytes

    def apply(self, strings: StringCodes) -> tuple[StringArray, Codes | None]:
        """The clean texts, and the new code of each old one; None if no code has changed.

        The first text stays empty.
        """
        return clean_texts(strings.texts(), self.clean, self.marks)


def codes_of(strings: StringCodes, column: Column) -> Codes:
    """The code of each row of a column."""
    if isinstance(column, TextSpans):
        return strings.codes(column)
    return np.append(strings.cached_codes(column.names), np.int32(0))[column.codes]


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file.

    Args:
        timestamp: when each event ended, or what is wrong, see `timestamps.PROBLEMS`.
        started: when each event started, or what is wrong; None without such a column.
        time: the texts of the timestamps.
        attributes: other columns, in the order of `ColumnRoles.attributes`.
        at: where each row is: a position in the text, or its number.
    """

    case: Column
    activity: Column
    resource: Column | None
    lifecycle: Column | None
    timestamp: Timestamps
    started: Timestamps | None
    time: RowTexts
    attributes: tuple[Column, ...]
    at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.timestamp)


@dataclass(frozen=True)
class ColumnRoles:
    """The index of the column for each role; None for a role that no column has.

    Args:
        attributes: columns that may be attributes of cases.
    """

    header: tuple[str, ...]
    case: int
    activity: int
    time: int
    resource: int | None
    start: int | None
    lifecycle: int | None
    attributes: tuple[int, ...]

    @classmethod
    def of(cls, columns: Columns, header: tuple[str, ...]) -> ColumnRoles:
        """Roles of columns by their names; all other columns may be attributes.

        Raises:
            FormatError: no_column, with the role and the header.
        """
        case = _index_of("case", columns.case, header)
        activity = _index_of("activity", columns.activity, header)
        time = _index_of("time", columns.time, header)
        resource = (
            None if columns.resource is None else _index_of("resource", columns.resource, header)
        )
        start = None if columns.start is None else _index_of("start", columns.start, header)
        lifecycles = (i for i, name in enumerate(header) if normalize(name) in LIFECYCLE)
        lifecycle = next(lifecycles, None)
        with_role = {case, activity, time, resource, start, lifecycle}
        others = tuple(i for i in range(len(header)) if i not in with_role)
        return cls(header, case, activity, time, resource, start, lifecycle, others)

    @property
    def wanted(self) -> tuple[int, ...]:
        """Indexes of all columns that have to be read."""
        roles = (self.case, self.activity, self.time, self.resource, self.start, self.lifecycle)
        return tuple(sorted({i for i in roles if i is not None} | set(self.attributes)))

    def chunk(
        self,
        columns: Mapping[int, Column],
        at: NDArray[np.int64],
        timestamp_reader: TimestampReader,
        read_timestamps: ReadTimestamps | None = None,
    ) -> Chunk:
        """A chunk of these columns.

        Args:
            read_timestamps: columns that the file has as timestamps, with their texts.
        """
        read_timestamps = read_timestamps or {}

        def timestamps(column: int) -> Timestamps:
            return (
                read_timestamps[column][0]
                if column in read_timestamps
                else timestamp_reader.read_column(columns[column])
            )

        def optional(column: int | None) -> Column | None:
            return None if column is None else columns[column]

        return Chunk(
            columns[self.case],
            columns[self.activity],
            optional(self.resource),
            optional(self.lifecycle),
            timestamps(self.time),
            None if self.start is None else timestamps(self.start),
            read_timestamps[self.time][1] if self.time in read_timestamps else columns[self.time],
            tuple(columns[column] for column in self.attributes),
            at,
        )


def _index_of(role: str, name: str, header: tuple[str, ...]) -> int:
    if name not in header:
        raise FormatError("no_column", role=role, name=name, header=header)
    return header.index(name)
