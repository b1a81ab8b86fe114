"""Attributes of cases: columns that have the same value on all rows of each case.

They become labels where they have at most `MAX_LABELS` different texts, and numbers where every
text is one; dates, and texts that differ in nearly every case, are left out.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import Labels
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.logs.chunks import TextCleaner, codes_of
from pipeloop.formats.logs.string_codes import Codes, StringCodes
from pipeloop.formats.logs.text_spans import Column
from pipeloop.formats.values import DateStyle, read_datetime

MAX_LABELS = 1000
CASE_PREFIX = "case:"
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
# So many texts decide whether all may be numbers, before all are read.
_NUMBER_SAMPLE = 50


class CaseAttribute:
    """One column, as far as it has been read.

    Args:
        column: its name; one that begins with `case:` takes the first value of each case.
    """

    def __init__(self, column: str) -> None:
        self.name = column.removeprefix(CASE_PREFIX)
        self._takes_first_value = column.startswith(CASE_PREFIX)
        self._strings = StringCodes()
        self._values = np.zeros(0, np.int32)
        self._is_dropped = False

    def add(self, case: Codes, column: Column) -> None:
        """Take the values of some rows, with the code of the case of each row, 0 for none."""
        if self._is_dropped:
            return
        code = codes_of(self._strings, column)
        has_value = (case > 0) & (code > 0)
        own_case, value = case[has_value], code[has_value]
        if len(own_case):
            self._values = _extended(self._values, int(own_case.max()) + 1)
        is_new = self._values[own_case] == 0
        # Of several values that are assigned to one case the last one stays.
        self._values[own_case[is_new][::-1]] = value[is_new][::-1]
        if not self._takes_first_value and not np.array_equal(self._values[own_case], value):
            self._is_dropped = True
        elif self._strings.count > MAX_LABELS:
            self._is_dropped = not self._may_be_numbers()

    def _may_be_numbers(self) -> bool:
        texts = self._strings.texts()
        return all(
            _number(texts[position]) is not None for position in range(1, 1 + _NUMBER_SAMPLE)
        )

    def by_case(
        self, position: NDArray[np.int32], cases: int, cleaner: TextCleaner
    ) -> Labels | NDArray[np.float64] | None:
        """The value of each case; None if the column is no attribute.

        Args:
            position: of each case in the log, by its code in `add`; -1 for one that is not in it.
        """
        if self._is_dropped or self._strings.count == 1:
            return None
        texts, new_codes = cleaner.apply(self._strings)
        values = _extended(self._values, len(position))[: len(position)]
        values = values if new_codes is None else new_codes[values]
        rows = np.flatnonzero((values > 0) & (position >= 0))[::-1]
        codes = np.zeros(cases, np.int32)
        codes[position[rows]] = values[rows]
        return _numbers(texts, codes) if _all_numbers(texts) else _labels(texts, codes)


def _extended(column: Codes, wanted: int) -> Codes:
    longer = np.zeros(max(wanted, len(column)), np.int32)
    longer[: len(column)] = column
    return longer


def _number(text: str) -> float | None:
    digits = _SPACES.sub("", text)
    return float(digits.replace(",", ".")) if _NUMBER.fullmatch(digits) else None


def _all_numbers(texts: StringArray) -> bool:
    return all(_number(texts[position]) is not None for position in range(1, len(texts)))


def _numbers(texts: StringArray, codes: Codes) -> NDArray[np.float64]:
    values = [_number(texts[position]) for position in range(1, len(texts))]
    return np.array([np.nan, *values], np.float64)[codes]


def _labels(texts: StringArray, codes: Codes) -> Labels | None:
    """The texts as labels; None for too many, and for dates."""
    used, label_codes = np.unique(np.append(codes, np.int32(0)), return_inverse=True)
    if not 1 < len(used) <= MAX_LABELS + 1:
        return None
    names = tuple(texts[code] for code in used.tolist())
    if all(_is_date(name) for name in names[1:]):
        return None
    small = np.uint8 if len(names) <= 1 << 8 else np.uint16
    return Labels(label_codes[:-1].astype(small), names)


def _is_date(text: str) -> bool:
    try:
        return read_datetime(text, DateStyle(), ZoneInfo("UTC"), earliest=1) is not None
    except ValueProblem as problem:
        return problem.code == "out_of_range"
