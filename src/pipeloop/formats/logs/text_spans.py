"""Texts that stay in the bytes of a file: kernels read them there, without Python strings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.string_array import StringArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]


class RowTexts(Protocol):
    """A column that can show the text of a row."""

    def text(self, position: int) -> str:
        """The text of a row."""
        ...


@dataclass(frozen=True)
class TextSpans:
    """Texts inside the bytes of a file in UTF-8.

    Args:
        data: the bytes.
        low, high: text number i is `data[low[i]:high[i]]`; both of shape (texts,).
    """

    data: Bytes
    low: Offsets
    high: Offsets

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextSpans:
        """These texts in bytes of their own."""
        joined = StringArray.of(texts)
        return cls(read_only(joined.letters), joined.ends[:-1], joined.ends[1:])

    def __len__(self) -> int:
        return len(self.low)

    def text(self, position: int) -> str:
        """One of the texts."""
        return bytes(self.data[self.low[position] : self.high[position]]).decode(errors="replace")

    def select(self, rows: NDArray[np.int64]) -> TextSpans:
        """The texts with these numbers."""
        return TextSpans(self.data, self.low[rows], self.high[rows])


@dataclass(frozen=True)
class CodedColumn:
    """A dictionary-encoded column.

    Args:
        names: texts by code.
        codes: of each row, -1 for an empty one.
    """

    names: TextSpans
    codes: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.codes)

    def text(self, position: int) -> str:
        """The text of a row."""
        code = int(self.codes[position])
        return self.names.text(code) if code >= 0 else ""


Column = TextSpans | CodedColumn


def read_only(data: object) -> Bytes:
    """Bytes as a read-only array: kernels are compiled for such arrays only."""
    array = np.frombuffer(data, np.uint8)  # type: ignore[call-overload]
    array.flags.writeable = False
    return array  # type: ignore[no-any-return]


def line_numbers(data: Bytes, positions: Iterable[int]) -> list[int]:
    """The line, counted from 1, of each of these positions in a file, which must ascend."""
    lines, line, last = [], 1, 0
    for position in positions:
        chunk = data[last:position]
        ends = np.count_nonzero(chunk == ord("\n")) or np.count_nonzero(chunk == ord("\r"))
        line, last = line + int(ends), position
        lines.append(line)
    return lines
