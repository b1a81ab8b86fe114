"""Encodes texts as integer codes, by their bytes, without creating Python strings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.logs.byte_access import EIGHT, ONE, address, byte, eight_bytes
from pipeloop.formats.logs.text_spans import Bytes, Offsets, TextSpans

Codes = NDArray[np.int32]
Hashes = NDArray[np.uint64]
_MULTIPLIER, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_SPACE, _QUOTE = 32, 34


class StringCodes:
    """Codes of texts in the order of their first appearance; code 0 is the empty text."""

    def __init__(self) -> None:
        self.count = 1
        self._last: tuple[TextSpans, Codes] | None = None
        self._hash_table = np.zeros(1 << 10, np.int32)
        self._hashes = np.zeros(1 << 9, np.uint64)
        self._ends = np.zeros(1 << 9, np.int64)
        self._letters = np.empty(1 << 13, np.uint8)

    def codes(self, spans: TextSpans) -> Codes:
        """The code of each text without the spaces around it."""
        self._make_room(len(spans), int((spans.high - spans.low).sum()))
        codes, self.count = _codes(
            spans.data, spans.low, spans.high,
            self._hash_table, self._hashes, self._ends, self._letters, self.count,
        )  # fmt: skip
        return codes

    def cached_codes(self, spans: TextSpans) -> Codes:
        """As `codes`; the result is cached for another call with the same object."""
        if self._last is None or self._last[0] is not spans:
            self._last = spans, self.codes(spans)
        return self._last[1]

    def texts(self) -> StringArray:
        """The texts by code, the empty one first."""
        ends = self._ends[: self.count]
        return StringArray(self._letters[: ends[-1]], np.concatenate(([0], ends)))

    def _make_room(self, names: int, letters: int) -> None:
        """Make room for as many new texts as there may be."""
        used = int(self._ends[self.count - 1])
        self._letters = _longer(self._letters, used + letters)
        self._ends = _longer(self._ends, self.count + names)
        self._hashes = _longer(self._hashes, self.count + names)
        if len(self._hash_table) < 2 * len(self._hashes):
            self._hash_table = _hash_table(self._hashes, self.count, 2 * len(self._hashes))


def _longer(column: NDArray[Any], wanted: int) -> NDArray[Any]:
    if wanted <= len(column):
        return column
    longer = np.zeros(1 << (wanted - 1).bit_length(), column.dtype)
    longer[: len(column)] = column
    return longer


def clean_texts(
    texts: StringArray, clean: Callable[[str], str], marks: bytes
) -> tuple[StringArray, NDArray[np.int32] | None]:
    """Texts without the quoting or escaping of their file format.

    Args:
        texts: by code.
        clean: removes quoting and escaping from a text.
        marks: bytes that quoting or escaping needs; a text without them is clean already.

    Returns:
        The texts, and the new code of each old one; None for the codes if none has changed. A
        text that would become empty stays as it is written.

    Raises:
        UnicodeDecodeError: they are not in UTF-8.
    """
    letters = texts.letters.tobytes()
    _check_utf8(texts, letters)
    if not any(letters.find(mark) >= 0 for mark in marks):
        return texts, None
    codes: dict[str, int] = {}
    new_codes = [codes.setdefault(clean(text).strip() or text, len(codes)) for text in texts]
    return StringArray.of(codes), np.array(new_codes, np.int32)


def _check_utf8(texts: StringArray, letters: bytes) -> None:
    """Check that each text is valid UTF-8 by itself, without decoding them one by one."""
    letters.decode()
    firsts = texts.letters[texts.ends[:-1][np.diff(texts.ends) > 0]]
    if ((firsts & 0xC0) == 0x80).any():
        raise UnicodeDecodeError("utf-8", letters, 0, 1, "a character is cut")


@kernel
def _codes(
    data: Bytes,
    low: Offsets,
    high: Offsets,
    table: Codes,
    hashes: Hashes,
    ends: Offsets,
    letters: Bytes,
    count: int,
) -> tuple[Codes, int]:
    codes = np.zeros(len(low), np.int32)
    mask = np.uint64(len(table) - 1)
    text, stored = address(data), address(letters)
    for position in range(len(low)):
        begin, end = np.uint64(low[position]), np.uint64(high[position])
        while begin < end and byte(text, begin) <= _SPACE:
            begin += ONE
        while begin < end and byte(text, end - ONE) <= _SPACE:
            end -= ONE
        if begin == end:
            continue
        if begin > np.uint64(low[position]) and byte(text, begin) == _QUOTE:
            # After a space a quote is a letter; the space is removed when the text is cleaned.
            begin -= ONE
        text_hash = _hash(text, begin, end)
        slot = text_hash & mask
        code = table[slot]
        while code and not (
            hashes[code] == text_hash
            and _are_equal(
                text, begin, end, stored, np.uint64(ends[code - 1]), np.uint64(ends[code])
            )
        ):
            slot = (slot + ONE) & mask
            code = table[slot]
        if not code:
            code = count
            table[slot], hashes[code] = code, text_hash
            first = np.uint64(ends[code - 1])
            for letter in range(end - begin):
                letters[first + np.uint64(letter)] = byte(text, begin + np.uint64(letter))
            ends[code] = ends[code - 1] + np.int64(end - begin)
            count += 1
        codes[position] = code
    return codes, count


@inlined
def _hash(text: Any, begin: Any, end: Any) -> Any:
    """A hash of the bytes, eight at a time."""
    text_hash = end - begin
    while begin + EIGHT <= end:
        text_hash = (text_hash ^ eight_bytes(text, begin)) * _MULTIPLIER
        text_hash ^= text_hash >> _SHIFT
        begin += EIGHT
    remainder = np.uint64(0)
    while begin < end:
        remainder = (remainder << EIGHT) | np.uint64(byte(text, begin))
        begin += ONE
    text_hash = (text_hash ^ remainder) * _MULTIPLIER
    return text_hash ^ (text_hash >> _SHIFT)


@inlined
def _are_equal(text: Any, begin: Any, end: Any, stored: Any, first: Any, after: Any) -> Any:
    is_equal = end - begin == after - first
    while is_equal and begin + EIGHT <= end:
        is_equal = eight_bytes(text, begin) == eight_bytes(stored, first)
        begin += EIGHT
        first += EIGHT
    while is_equal and begin < end:
        is_equal = byte(text, begin) == byte(stored, first)
        begin += ONE
        first += ONE
    return is_equal


@kernel
def _hash_table(hashes: Hashes, count: int, size: int) -> Codes:
    """A hash table with so many slots, filled with the texts so far."""
    table = np.zeros(size, np.int32)
    mask = np.uint64(size - 1)
    for code in range(1, count):
        slot = hashes[code] & mask
        while table[slot]:
            slot = (slot + ONE) & mask
        table[slot] = code
    return table
