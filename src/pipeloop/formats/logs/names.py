"""Names told apart by their bytes: each gets a code, and none becomes an object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.logs.bytewise import EIGHT, ONE, address, byte, word
from pipeloop.formats.logs.spans import Bytes, Places, Spans

Codes = NDArray[np.int32]
Hashes = NDArray[np.uint64]
_FIRST, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_SPACE, _QUOTE = 32, 34


class Names:
    """Codes of names in the order in which they are met; code 0 is "", for what has none."""

    def __init__(self) -> None:
        self.count = 1
        self._last: tuple[Spans, Codes] | None = None
        self._table = np.zeros(1 << 10, np.int32)
        self._hashes = np.zeros(1 << 9, np.uint64)
        self._ends = np.zeros(1 << 9, np.int64)
        self._letters = np.empty(1 << 13, np.uint8)

    def codes(self, spans: Spans) -> Codes:
        """The code of each text, spaces around it left out."""
        self._make_room(len(spans), int((spans.high - spans.low).sum()))
        codes, self.count = _codes(
            spans.data, spans.low, spans.high,
            self._table, self._hashes, self._ends, self._letters, self.count,
        )  # fmt: skip
        return codes

    def known_codes(self, spans: Spans) -> Codes:
        """The same, kept for the case that these very texts come next time too."""
        if self._last is None or self._last[0] is not spans:
            self._last = spans, self.codes(spans)
        return self._last[1]

    def texts(self) -> StringArray:
        """The names by code, the empty one first."""
        ends = self._ends[: self.count]
        return StringArray(self._letters[: ends[-1]], np.concatenate(([0], ends)))

    def _make_room(self, names: int, letters: int) -> None:
        """Room for as many new names as can come."""
        used = int(self._ends[self.count - 1])
        self._letters = _longer(self._letters, used + letters)
        self._ends = _longer(self._ends, self.count + names)
        self._hashes = _longer(self._hashes, self.count + names)
        if len(self._table) < 2 * len(self._hashes):
            self._table = _table(self._hashes, self.count, 2 * len(self._hashes))


def _longer(column: NDArray[Any], wanted: int) -> NDArray[Any]:
    if wanted <= len(column):
        return column
    longer = np.zeros(1 << (wanted - 1).bit_length(), column.dtype)
    longer[: len(column)] = column
    return longer


def cleaned(
    texts: StringArray, clean: Callable[[str], str], marks: bytes
) -> tuple[StringArray, NDArray[np.int32] | None]:
    """Names as they are meant, where they are written otherwise.

    Args:
        texts: names by code.
        clean: what a text means.
        marks: a text without any of these bytes means itself.

    Returns:
        The names, and the new code of each old one where two may have become one. What would be
        left without a letter stays as it is written.

    Raises:
        UnicodeDecodeError: they are not in UTF-8.
    """
    letters = texts.letters.tobytes()
    _check(texts, letters)
    if not any(letters.find(mark) >= 0 for mark in marks):
        return texts, None
    codes: dict[str, int] = {}
    moved = [codes.setdefault(clean(text).strip() or text, len(codes)) for text in texts]
    return StringArray.of(codes), np.array(moved, np.int32)


def _check(texts: StringArray, letters: bytes) -> None:
    """Let each name be a text of its own, without making them all."""
    letters.decode()
    firsts = texts.letters[texts.ends[:-1][np.diff(texts.ends) > 0]]
    if ((firsts & 0xC0) == 0x80).any():
        raise UnicodeDecodeError("utf-8", letters, 0, 1, "a letter is cut")


@kernel
def _codes(
    data: Bytes,
    low: Places,
    high: Places,
    table: Codes,
    hashes: Hashes,
    ends: Places,
    letters: Bytes,
    count: int,
) -> tuple[Codes, int]:
    codes = np.zeros(len(low), np.int32)
    mask = np.uint64(len(table) - 1)
    text, known = address(data), address(letters)
    for place in range(len(low)):
        begin, end = np.uint64(low[place]), np.uint64(high[place])
        while begin < end and byte(text, begin) <= _SPACE:
            begin += ONE
        while begin < end and byte(text, end - ONE) <= _SPACE:
            end -= ONE
        if begin == end:
            continue
        if begin > np.uint64(low[place]) and byte(text, begin) == _QUOTE:
            # A space tells that the quote is a letter; it goes when the name is cleaned.
            begin -= ONE
        mixed = _mixed(text, begin, end)
        slot = mixed & mask
        code = table[slot]
        while code and not (
            hashes[code] == mixed
            and _same(text, begin, end, known, np.uint64(ends[code - 1]), np.uint64(ends[code]))
        ):
            slot = (slot + ONE) & mask
            code = table[slot]
        if not code:
            code = count
            table[slot], hashes[code] = code, mixed
            first = np.uint64(ends[code - 1])
            for letter in range(end - begin):
                letters[first + np.uint64(letter)] = byte(text, begin + np.uint64(letter))
            ends[code] = ends[code - 1] + np.int64(end - begin)
            count += 1
        codes[place] = code
    return codes, count


@inlined
def _mixed(text: Any, begin: Any, end: Any) -> Any:
    """A hash of some bytes, eight at a time."""
    mixed = end - begin
    while begin + EIGHT <= end:
        mixed = (mixed ^ word(text, begin)) * _FIRST
        mixed ^= mixed >> _SHIFT
        begin += EIGHT
    rest = np.uint64(0)
    while begin < end:
        rest = (rest << EIGHT) | np.uint64(byte(text, begin))
        begin += ONE
    mixed = (mixed ^ rest) * _FIRST
    return mixed ^ (mixed >> _SHIFT)


@inlined
def _same(text: Any, begin: Any, end: Any, known: Any, first: Any, after: Any) -> Any:
    same = end - begin == after - first
    while same and begin + EIGHT <= end:
        same = word(text, begin) == word(known, first)
        begin += EIGHT
        first += EIGHT
    while same and begin < end:
        same = byte(text, begin) == byte(known, first)
        begin += ONE
        first += ONE
    return same


@kernel
def _table(hashes: Hashes, count: int, size: int) -> Codes:
    """A table of so many slots, in which the names known so far are found again."""
    table = np.zeros(size, np.int32)
    mask = np.uint64(size - 1)
    for code in range(1, count):
        slot = hashes[code] & mask
        while table[slot]:
            slot = (slot + ONE) & mask
        table[slot] = code
    return table
