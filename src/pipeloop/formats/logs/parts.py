"""Parts of a file on their way into a log: columns by role, whatever file they came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.columns import normal
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs.moments import Calendar, Moments
from pipeloop.formats.logs.names import Codes, Names, cleaned
from pipeloop.formats.logs.shapes import Columns
from pipeloop.formats.logs.spans import Column, Spans, Told

Came = Mapping[int, tuple[Moments, Told]]
LIFECYCLE = ("lifecycle transition", "lifecycle")


@dataclass(frozen=True)
class Meaning:
    """What the raw texts of a file mean.

    Args:
        clean: the text that is meant.
        marks: bytes without any of which a text means itself.
    """

    clean: Callable[[str], str]
    marks: bytes

    def of(self, names: Names) -> tuple[StringArray, Codes | None]:
        """The texts meant by names, and the new code of each where two became one.

        The first one stays empty.
        """
        return cleaned(names.texts(), self.clean, self.marks)


def codes_of(names: Names, column: Column) -> Codes:
    """Codes of the texts of a column."""
    if isinstance(column, Spans):
        return names.codes(column)
    return np.append(names.known_codes(column.names), np.int32(0))[column.codes]


@dataclass(frozen=True)
class Part:
    """Some rows.

    Args:
        moment: when each ended, or what is wrong with that, see `moments.problem`.
        began: when each began, or what is wrong with that; None where no column tells.
        time: what the moments were read from.
        attributes: other columns, in the order of `Roles.attributes`.
        at: where each row is: a place in the text, or its number from 0.
    """

    case: Column
    activity: Column
    resource: Column | None
    lifecycle: Column | None
    moment: Moments
    began: Moments | None
    time: Told
    attributes: tuple[Column, ...]
    at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.moment)


@dataclass(frozen=True)
class Roles:
    """Which columns of a header are what, by number; None for a role that none has.

    Args:
        attributes: columns that may tell something of a whole case.
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
    def of(cls, columns: Columns, header: tuple[str, ...]) -> Roles:
        """The columns of these names; all others may be attributes.

        Raises:
            FormatError: no_column, with the role and the header.
        """
        case = _place("case", columns.case, header)
        activity = _place("activity", columns.activity, header)
        time = _place("time", columns.time, header)
        resource = (
            None if columns.resource is None else _place("resource", columns.resource, header)
        )
        start = None if columns.start is None else _place("start", columns.start, header)
        found = (i for i, name in enumerate(header) if normal(name) in LIFECYCLE)
        lifecycle = next(found, None)
        taken = {case, activity, time, resource, start, lifecycle}
        others = tuple(i for i in range(len(header)) if i not in taken)
        return cls(header, case, activity, time, resource, start, lifecycle, others)

    @property
    def wanted(self) -> tuple[int, ...]:
        """Numbers of all columns that have to be read."""
        some = (self.case, self.activity, self.time, self.resource, self.start, self.lifecycle)
        return tuple(sorted({i for i in some if i is not None} | set(self.attributes)))

    def part(
        self,
        columns: Mapping[int, Column],
        at: NDArray[np.int64],
        calendar: Calendar,
        came: Came | None = None,
    ) -> Part:
        """Rows of which these are the columns.

        Args:
            came: columns that came as moments, with what they were read from.
        """
        came = came or {}

        def moments(column: int) -> Moments:
            return came[column][0] if column in came else calendar.column(columns[column])

        def told(column: int | None) -> Column | None:
            return None if column is None else columns[column]

        return Part(
            columns[self.case],
            columns[self.activity],
            told(self.resource),
            told(self.lifecycle),
            moments(self.time),
            None if self.start is None else moments(self.start),
            came[self.time][1] if self.time in came else columns[self.time],
            tuple(columns[column] for column in self.attributes),
            at,
        )


def _place(role: str, name: str, header: tuple[str, ...]) -> int:
    if name not in header:
        raise FormatError("no_column", role=role, name=name, header=header)
    return header.index(name)
