"""Eight bytes at a time, inside kernels. All places are unsigned: no check for less than 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeloop.engine.compiling import inlined

ONE, EIGHT = np.uint64(1), np.uint64(8)
_ONES, _TOPS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_PLACES, _SEVEN, _TOP = np.uint64(0x0001020304050607), np.uint64(7), np.uint64(56)


@inlined
def word(data: Any, place: Any) -> Any:
    """The eight bytes from a place on, the first one lowest: one load to the compiler."""
    found = np.uint64(0)
    for byte in range(8):
        found |= np.uint64(data[place + np.uint64(byte)]) << np.uint64(8 * byte)
    return found


@inlined
def everywhere(letter: Any) -> Any:
    """A letter in each of eight bytes."""
    return np.uint64(letter) * _ONES


@inlined
def seek(data: Any, place: Any, end: Any, one: Any, two: Any, three: Any) -> Any:
    """The first place where any of three letters stands, each given by `everywhere`; or the end.

    A byte becomes 0 where its letter is, and a borrow marks zeros: Mycroft 1987.
    """
    found = np.uint64(0)
    while place + EIGHT <= end:
        bits = word(data, place)
        first, second, third = bits ^ one, bits ^ two, bits ^ three
        found = (
            ((first - _ONES) & ~first) | ((second - _ONES) & ~second) | ((third - _ONES) & ~third)
        ) & _TOPS
        if found:
            break
        place += EIGHT
    if found:
        # The lowest mark is a true one: only what is above a zero is marked falsely.
        place += (((found & (~found + ONE)) >> _SEVEN) * _PLACES) >> _TOP
    else:
        letters = one & np.uint64(255), two & np.uint64(255), three & np.uint64(255)
        while (
            place < end
            and data[place] != letters[0]
            and data[place] != letters[1]
            and data[place] != letters[2]
        ):
            place += ONE
    return place
