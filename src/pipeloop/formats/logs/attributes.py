"""What a file tells of whole cases: columns whose value is one and the same within each.

They become labels where they have at most `MOST_LABELS` different texts, numbers where every
text is one; dates, and texts of which nearly every case has its own, are left out.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import Labels
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.logs.names import Codes, Names
from pipeloop.formats.logs.parts import Meaning, codes_of
from pipeloop.formats.logs.spans import Column
from pipeloop.formats.values import DateStyle, read_moment

MOST_LABELS = 1000
CASE_PREFIX = "case:"
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
# From so many texts it is told whether all may be numbers, before all are known.
_ENOUGH = 50


class Attribute:
    """One column, as far as it is read.

    Args:
        column: its name; after `case:` it is one of the case, and its first value counts.
    """

    def __init__(self, column: str) -> None:
        self.name = column.removeprefix(CASE_PREFIX)
        self._first_counts = column.startswith(CASE_PREFIX)
        self._names = Names()
        self._values = np.zeros(0, np.int32)
        self._dropped = False

    def add(self, case: Codes, column: Column) -> None:
        """Take the values of some rows, with the code of the case of each, 0 for none."""
        if self._dropped:
            return
        code = codes_of(self._names, column)
        told = (case > 0) & (code > 0)
        own, value = case[told], code[told]
        if len(own):
            self._values = _longer(self._values, int(own.max()) + 1)
        new = self._values[own] == 0
        # Of several values that are put at one place the last one stays.
        self._values[own[new][::-1]] = value[new][::-1]
        if not self._first_counts and not np.array_equal(self._values[own], value):
            self._dropped = True
        elif self._names.count > MOST_LABELS:
            self._dropped = not self._may_be_numbers()

    def _may_be_numbers(self) -> bool:
        texts = self._names.texts()
        return all(_number(texts[place]) is not None for place in range(1, 1 + _ENOUGH))

    def told(
        self, place: NDArray[np.int32], cases: int, meaning: Meaning
    ) -> Labels | NDArray[np.float64] | None:
        """The attribute of each case; None if the column is none.

        Args:
            place: of each case by its code in `add`, -1 for one that is not in the log.
        """
        if self._dropped or self._names.count == 1:
            return None
        texts, moved = meaning.of(self._names)
        values = _longer(self._values, len(place))[: len(place)]
        values = values if moved is None else moved[values]
        known = np.flatnonzero((values > 0) & (place >= 0))[::-1]
        codes = np.zeros(cases, np.int32)
        codes[place[known]] = values[known]
        return _numbers(texts, codes) if _all_numbers(texts) else _labels(texts, codes)


def _longer(column: Codes, wanted: int) -> Codes:
    longer = np.zeros(max(wanted, len(column)), np.int32)
    longer[: len(column)] = column
    return longer


def _number(text: str) -> float | None:
    plain = _SPACES.sub("", text)
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def _all_numbers(texts: StringArray) -> bool:
    return all(_number(texts[place]) is not None for place in range(1, len(texts)))


def _numbers(texts: StringArray, codes: Codes) -> NDArray[np.float64]:
    values = [_number(texts[place]) for place in range(1, len(texts))]
    return np.array([np.nan, *values], np.float64)[codes]


def _labels(texts: StringArray, codes: Codes) -> Labels | None:
    """The words; None for too many, and for dates."""
    used, own = np.unique(np.append(codes, np.int32(0)), return_inverse=True)
    if not 1 < len(used) <= MOST_LABELS + 1:
        return None
    names = tuple(texts[code] for code in used.tolist())
    if all(_is_date(name) for name in names[1:]):
        return None
    small = np.uint8 if len(names) <= 1 << 8 else np.uint16
    return Labels(own[:-1].astype(small), names)


def _is_date(text: str) -> bool:
    try:
        return read_moment(text, DateStyle(), ZoneInfo("UTC"), earliest=1) is not None
    except ValueProblem as problem:
        return problem.code == "out_of_range"
