"""Texts that stay where they are in a file: kernels read them there, and no object is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.string_array import StringArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


class Told(Protocol):
    """What can show how a row of it was written."""

    def text(self, place: int) -> str:
        """The text of a row."""
        ...


@dataclass(frozen=True)
class Spans:
    """Parts of a text in UTF-8.

    Args:
        data: its bytes.
        low, high: part number i is `data[low[i]:high[i]]`, empty where nothing is written.
    """

    data: Bytes
    low: Places
    high: Places

    @classmethod
    def of(cls, texts: Iterable[str]) -> Spans:
        """These texts, put together."""
        made = StringArray.of(texts)
        return cls(kept(made.letters), made.ends[:-1], made.ends[1:])

    def __len__(self) -> int:
        return len(self.low)

    def text(self, place: int) -> str:
        """One of the texts."""
        return bytes(self.data[self.low[place] : self.high[place]]).decode(errors="replace")

    def some(self, chosen: NDArray[np.int64]) -> Spans:
        """Those with these numbers."""
        return Spans(self.data, self.low[chosen], self.high[chosen])


@dataclass(frozen=True)
class Coded:
    """A column that came with codes of its own.

    Args:
        names: by code.
        codes: of each row, -1 where nothing is told.
    """

    names: Spans
    codes: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.codes)

    def text(self, place: int) -> str:
        """The text of a row."""
        code = int(self.codes[place])
        return self.names.text(code) if code >= 0 else ""


Column = Spans | Coded


def kept(data: object) -> Bytes:
    """Bytes as an array that nobody writes to: kernels are compiled for such alone."""
    array = np.frombuffer(data, np.uint8)  # type: ignore[call-overload]
    array.flags.writeable = False
    return array  # type: ignore[no-any-return]


def line_of(data: Bytes, places: Iterable[int]) -> list[int]:
    """On which line, counted from 1, each of these rising places of a file is."""
    lines, line, last = [], 1, 0
    for place in places:
        part = data[last:place]
        ends = np.count_nonzero(part == ord("\n")) or np.count_nonzero(part == ord("\r"))
        line, last = line + int(ends), place
        lines.append(line)
    return lines
