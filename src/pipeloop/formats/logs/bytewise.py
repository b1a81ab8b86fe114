"""Bytes of a text inside kernels, one or eight at a time, by the address at which it begins.

An array handed from one small function to another is counted each time, and cores that count
the same one wait for each other; an address is a number.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic

from pipeloop.engine.compiling import inlined

ONE, EIGHT = np.uint64(1), np.uint64(8)
_ONES, _TOPS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_PLACES, _SEVEN, _TOP = np.uint64(0x0001020304050607), np.uint64(7), np.uint64(56)


def _load(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind = target.get_value_type(signature.return_type)
    place = builder.inttoptr(arguments[0], kind.as_pointer())
    return builder.load(place, align=1)


def _byte(_typing: Any, _address: Any) -> Any:
    return types.uint8(types.uint64), _load


def _word(_typing: Any, _address: Any) -> Any:
    return types.uint64(types.uint64), _load


_byte_at: Any = intrinsic(_byte)
_word_at: Any = intrinsic(_word)


@inlined
def address(data: Any) -> Any:
    """Where an array begins; whoever calls the kernel keeps it alive."""
    return np.uint64(data.ctypes.data)


@inlined
def byte(text: Any, place: Any) -> Any:
    """The byte at a place of a text."""
    return _byte_at(text + np.uint64(place))


@inlined
def word(text: Any, place: Any) -> Any:
    """The eight bytes from a place on, the first one lowest."""
    return _word_at(text + np.uint64(place))


@inlined
def everywhere(letter: Any) -> Any:
    """A letter in each of eight bytes."""
    return np.uint64(letter) * _ONES


@inlined
def seek(text: Any, place: Any, end: Any, one: Any, two: Any, three: Any) -> Any:
    """The first place where any of three letters stands, each given by `everywhere`; or the end.

    A byte becomes 0 where its letter is, and a borrow marks zeros: Mycroft 1987.
    """
    found = np.uint64(0)
    while place + EIGHT <= end:
        bits = word(text, place)
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
            and byte(text, place) != letters[0]
            and byte(text, place) != letters[1]
            and byte(text, place) != letters[2]
        ):
            place += ONE
    return place
