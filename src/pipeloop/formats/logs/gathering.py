"""A log put together from parts of a file, bad rows counted on the way."""

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
from pipeloop.formats.logs import moments
from pipeloop.formats.logs.attributes import Attribute
from pipeloop.formats.logs.clock import NONE
from pipeloop.formats.logs.moments import Moments
from pipeloop.formats.logs.names import Codes, Names
from pipeloop.formats.logs.parts import Meaning, Part, codes_of
from pipeloop.formats.logs.shapes import EXAMPLES
from pipeloop.formats.logs.spans import Column

_PHASES = {"start": START, "complete": COMPLETE}
# Case, activity, moment, resource, step of life, moment of begin: columns of a part.
Columns = tuple[NDArray[Any] | None, ...]


class Gathering:
    """Takes parts one after another, and makes the log at the end."""

    def __init__(self, attributes: Iterable[Attribute], meaning: Meaning) -> None:
        self.rows = 0
        self.bad: Counter[str] = Counter()
        self.examples: list[tuple[int, str, str]] = []
        self.attributes = list(attributes)
        self._meaning = meaning
        self._cases, self._activities, self._resources, self._steps = (Names() for _ in range(4))
        self._columns: list[Columns] = []

    def add(self, part: Part) -> None:
        """Take the rows of a part; what cannot be taken is counted."""
        self.rows += len(part)
        case, activity = (
            codes_of(self._cases, part.case),
            codes_of(self._activities, part.activity),
        )
        resource = None if part.resource is None else codes_of(self._resources, part.resource)
        step = None if part.lifecycle is None else codes_of(self._steps, part.lifecycle)
        columns: Columns = (case, activity, part.moment, resource, step, part.began)
        for attribute, column in zip(self.attributes, part.attributes, strict=True):
            attribute.add(case, column)
        good = (case > 0) & (activity > 0) & ~moments.wrong(part.moment)
        if not good.all():
            self._tell(part, case, activity, np.flatnonzero(~good))
            columns = tuple(None if column is None else column[good] for column in columns)
        self._columns.append(columns)

    def _tell(self, part: Part, case: Codes, activity: Codes, rows: NDArray[np.int64]) -> None:
        """Count bad rows by what is wrong, and keep the first of them."""
        why = np.where(case[rows] == 0, 1, np.where(activity[rows] == 0, 2, 0))
        own = np.where(why > 0, 0, part.moment[rows] - NONE)
        codes = ("", "no_case", "no_activity")
        for number, count in enumerate(np.bincount(why, minlength=3)[1:], start=1):
            self.bad[codes[number]] += int(count)
        for number, count in enumerate(np.bincount(own[why == 0], minlength=4)):
            self.bad[moments.PROBLEMS[number]] += int(count)
        room = EXAMPLES - len(self.examples)
        for place, row in enumerate(rows[:room].tolist()):
            code = codes[why[place]] or moments.PROBLEMS[own[place]]
            text = "" if why[place] else part.time.text(row).strip()[:100]
            self.examples.append((int(part.at[row]), code, text))

    def add_attribute(self, attribute: Attribute, case: Column, column: Column) -> None:
        """Take an attribute that is told apart from events, with the name of each one's case."""
        attribute.add(codes_of(self._cases, case), column)
        self.attributes.append(attribute)

    def log(self) -> EventLog:
        """The log of all good rows.

        Raises:
            FormatError: no_events, with the count of bad rows by code.
        """
        case, activity, moment, resource, step, began = self._joined()
        if case is None or activity is None or moment is None or not len(case):
            raise FormatError("no_events", rows=self.rows, bad=self.counted())
        ids, case_ids, case = self._used(self._cases, case)
        _kinds, activities, activity = self._used(self._activities, activity)
        people = StringArray.of([""])
        if resource is not None:
            people, moved = self._meaning.of(self._resources)
            resource = resource if moved is None else moved[resource]
        labels, numbers = self._told(ids, len(case_ids))
        return build(
            case, activity, moment, resource,
            case_ids=case_ids, activities=tuple(activities), resources=tuple(people),
            began=self._began(case, activity, moment, step, began),
            labels=labels, numbers=numbers,
        )  # fmt: skip

    def counted(self) -> dict[str, int]:
        """How many rows were left out, by code."""
        return {code: count for code, count in self.bad.items() if count}

    def _joined(self) -> list[NDArray[Any] | None]:
        """Whole columns; those that no part has are None. The parts are let go."""
        columns = [
            None if pieces[0] is None else np.concatenate(pieces)
            for pieces in zip(*self._columns, strict=True)
        ]
        self._columns.clear()
        return columns or [None] * 6

    def _used(self, names: Names, code: Codes) -> tuple[Codes, StringArray, Codes]:
        """Where each name is among those that events have, these names, and codes by them."""
        texts, moved = self._meaning.of(names)
        if moved is not None:
            code = moved[code]
        met = np.zeros(len(texts), np.bool_)
        met[code] = True
        place = np.where(met, np.cumsum(met, dtype=np.int32) - 1, -1).astype(np.int32)
        own = place if moved is None else place[moved]
        # Mostly all names are met but the empty one.
        code = code - np.int32(1) if met[1:].all() and not met[0] else place[code]
        return own, _some(texts, np.flatnonzero(met)), code

    def _told(
        self, ids: Codes, cases: int
    ) -> tuple[dict[str, Labels], dict[str, NDArray[np.float64]]]:
        labels, numbers = {}, {}
        for attribute in self.attributes:
            told = attribute.told(ids, cases, self._meaning)
            if isinstance(told, Labels):
                labels[attribute.name] = told
            elif told is not None:
                numbers[attribute.name] = told
        return labels, numbers

    def _began(
        self,
        case: Codes,
        activity: Codes,
        moment: Moments,
        step: Codes | None,
        began: Moments | None,
    ) -> Moments | None:
        """When work on events began: as told, or by their starts; None where nothing tells."""
        if began is not None:
            return np.where(moments.wrong(began), UNKNOWN, began)
        if step is None:
            return None
        phases = np.array(
            [_PHASES.get(word.lower(), OTHER) for word in self._steps.texts()], np.uint8
        )
        if START not in phases:
            return None
        return paired_starts(case, activity, moment, phases[step])


def _some(texts: StringArray, chosen: NDArray[np.int64]) -> StringArray:
    """Those texts with these rising numbers."""
    low, high = texts.ends[chosen], texts.ends[chosen + 1]
    ends = np.zeros(len(chosen) + 1, np.int64)
    np.cumsum(high - low, out=ends[1:])
    if ends[-1] == len(texts.letters):
        return StringArray(texts.letters, ends)
    return StringArray(
        texts.letters[np.repeat(low - ends[:-1], high - low) + np.arange(ends[-1])], ends
    )
