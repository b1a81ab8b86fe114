"""Builds a log from chunks of a file, and counts bad rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.building import build
from pipeloop.engine.eventlog.lifecycle import COMPLETE, OTHER, START, paired_starts
from pipeloop.engine.eventlog.log import UNKNOWN, EventLog, Labels
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import timestamps
from pipeloop.formats.logs.case_attributes import CaseAttribute
from pipeloop.formats.logs.chunks import Chunk, TextCleaner, codes_of
from pipeloop.formats.logs.results import MAX_EXAMPLES
from pipeloop.formats.logs.string_codes import Codes, StringCodes
from pipeloop.formats.logs.text_spans import Column
from pipeloop.formats.logs.timestamp_kernels import EMPTY
from pipeloop.formats.logs.timestamps import Timestamps

_PHASES = {"start": START, "complete": COMPLETE}
# Columns of a chunk: case, activity, timestamp, resource, lifecycle, start.
Columns = tuple[NDArray[Any] | None, ...]


class LogBuilder:
    """Takes chunks one after another, and builds the log at the end."""

    def __init__(self, attributes: Iterable[CaseAttribute], cleaner: TextCleaner) -> None:
        self.rows = 0
        self.bad: Counter[str] = Counter()
        self.examples: list[tuple[int, str, str]] = []
        self.attributes = list(attributes)
        self._cleaner = cleaner
        self._cases, self._activities, self._resources, self._lifecycles = (
            StringCodes() for _ in range(4)
        )
        self._columns: list[Columns] = []

    def add(self, chunk: Chunk) -> None:
        """Take the good rows of a chunk, and count the others."""
        self.rows += len(chunk)
        case, activity = (
            codes_of(self._cases, chunk.case),
            codes_of(self._activities, chunk.activity),
        )
        resource = None if chunk.resource is None else codes_of(self._resources, chunk.resource)
        lifecycle = None if chunk.lifecycle is None else codes_of(self._lifecycles, chunk.lifecycle)
        columns: Columns = (case, activity, chunk.timestamp, resource, lifecycle, chunk.started)
        for attribute, column in zip(self.attributes, chunk.attributes, strict=True):
            attribute.add(case, column)
        is_good = (case > 0) & (activity > 0) & ~timestamps.are_unread(chunk.timestamp)
        if not is_good.all():
            self._record_bad_rows(chunk, case, activity, np.flatnonzero(~is_good))
            columns = tuple(None if column is None else column[is_good] for column in columns)
        self._columns.append(columns)

    def _record_bad_rows(
        self, chunk: Chunk, case: Codes, activity: Codes, rows: NDArray[np.int64]
    ) -> None:
        """Count bad rows by what is wrong, and keep the first of them."""
        no_text = np.where(case[rows] == 0, 1, np.where(activity[rows] == 0, 2, 0))
        bad_time = np.where(no_text > 0, 0, chunk.timestamp[rows] - EMPTY)
        codes = ("", "no_case", "no_activity")
        for number, count in enumerate(np.bincount(no_text, minlength=3)[1:], start=1):
            self.bad[codes[number]] += int(count)
        for number, count in enumerate(np.bincount(bad_time[no_text == 0], minlength=4)):
            self.bad[timestamps.PROBLEMS[number]] += int(count)
        room = MAX_EXAMPLES - len(self.examples)
        for number, row in enumerate(rows[:room].tolist()):
            code = codes[no_text[number]] or timestamps.PROBLEMS[bad_time[number]]
            text = "" if no_text[number] else chunk.time.text(row).strip()[:100]
            self.examples.append((int(chunk.at[row]), code, text))

    def add_attribute(self, attribute: CaseAttribute, case: Column, column: Column) -> None:
        """Take an attribute that is stored apart from events, with the case of each value."""
        attribute.add(codes_of(self._cases, case), column)
        self.attributes.append(attribute)

    def log(self) -> EventLog:
        """The log of all good rows.

        Raises:
            FormatError: no_events, with the count of bad rows by code.
        """
        case, activity, timestamp, resource, lifecycle, started = self._joined()
        if case is None or activity is None or timestamp is None or not len(case):
            raise FormatError("no_events", rows=self.rows, bad=self.bad_counts())
        ids, case_ids, case = self._used(self._cases, case)
        _kinds, activities, activity = self._used(self._activities, activity)
        people = StringArray.of([""])
        if resource is not None:
            people, new_codes = self._cleaner.apply(self._resources)
            resource = resource if new_codes is None else new_codes[resource]
        labels, numbers = self._case_attributes(ids, len(case_ids))
        return build(
            case, activity, timestamp, resource,
            case_ids=case_ids, activities=tuple(activities), resources=tuple(people),
            began=self._start_times(case, activity, timestamp, lifecycle, started),
            labels=labels, numbers=numbers,
        )  # fmt: skip

    def bad_counts(self) -> dict[str, int]:
        """How many rows were left out, by code."""
        return {code: count for code, count in self.bad.items() if count}

    def _joined(self) -> list[NDArray[Any] | None]:
        """Whole columns, None for those that no chunk has; the chunks are released."""
        columns = [
            None if pieces[0] is None else np.concatenate(pieces)
            for pieces in zip(*self._columns, strict=True)
        ]
        self._columns.clear()
        return columns or [None] * 6

    def _used(self, strings: StringCodes, code: Codes) -> tuple[Codes, StringArray, Codes]:
        """The position of each text among those that events have, these texts, and their codes."""
        texts, new_codes = self._cleaner.apply(strings)
        if new_codes is not None:
            code = new_codes[code]
        is_used = np.zeros(len(texts), np.bool_)
        is_used[code] = True
        position = np.where(is_used, np.cumsum(is_used, dtype=np.int32) - 1, -1).astype(np.int32)
        position_of = position if new_codes is None else position[new_codes]
        # Mostly all texts are used but the empty one.
        code = code - np.int32(1) if is_used[1:].all() and not is_used[0] else position[code]
        return position_of, _select(texts, np.flatnonzero(is_used)), code

    def _case_attributes(
        self, ids: Codes, cases: int
    ) -> tuple[dict[str, Labels], dict[str, NDArray[np.float64]]]:
        labels, numbers = {}, {}
        for attribute in self.attributes:
            values = attribute.by_case(ids, cases, self._cleaner)
            if isinstance(values, Labels):
                labels[attribute.name] = values
            elif values is not None:
                numbers[attribute.name] = values
        return labels, numbers

    def _start_times(
        self,
        case: Codes,
        activity: Codes,
        timestamp: Timestamps,
        lifecycle: Codes | None,
        started: Timestamps | None,
    ) -> Timestamps | None:
        """When work on events started: by its column, else by start events; else None."""
        if started is not None:
            return np.where(timestamps.are_unread(started), UNKNOWN, started)
        if lifecycle is None:
            return None
        phases = np.array(
            [_PHASES.get(word.lower(), OTHER) for word in self._lifecycles.texts()], np.uint8
        )
        if START not in phases:
            return None
        return paired_starts(case, activity, timestamp, phases[lifecycle])


def _select(texts: StringArray, rows: NDArray[np.int64]) -> StringArray:
    """The texts with these numbers, which must ascend."""
    low, high = texts.ends[rows], texts.ends[rows + 1]
    ends = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(high - low, out=ends[1:])
    if ends[-1] == len(texts.letters):
        return StringArray(texts.letters, ends)
    return StringArray(
        texts.letters[np.repeat(low - ends[:-1], high - low) + np.arange(ends[-1])], ends
    )
