"""Reads bytes of a text inside kernels, one or eight at a time, by the address of the text.

An array that is passed from one small function to another has its references counted each time,
and cores that count the same array wait for each other; an address is only a number.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic

from pipeloop.engine.compiling import inlined

ONE, EIGHT = np.uint64(1), np.uint64(8)
_LOW_BITS, _HIGH_BITS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_BYTE_NUMBERS, _SEVEN, _TOP_BYTE = np.uint64(0x0001020304050607), np.uint64(7), np.uint64(56)


def _load(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind = target.get_value_type(signature.return_type)
    position = builder.inttoptr(arguments[0], kind.as_pointer())
    return builder.load(position, align=1)


def _byte(_typing: Any, _address: Any) -> Any:
    return types.uint8(types.uint64), _load


def _eight_bytes(_typing: Any, _address: Any) -> Any:
    return types.uint64(types.uint64), _load


_byte_at: Any = intrinsic(_byte)
_eight_bytes_at: Any = intrinsic(_eight_bytes)


@inlined
def address(data: Any) -> Any:
    """The address of an array; the caller of the kernel keeps the array alive."""
    return np.uint64(data.ctypes.data)


@inlined
def byte(text: Any, position: Any) -> Any:
    """The byte at a position of a text."""
    return _byte_at(text + np.uint64(position))


@inlined
def eight_bytes(text: Any, position: Any) -> Any:
    """The eight bytes from a position on, the first one lowest."""
    return _eight_bytes_at(text + np.uint64(position))


@inlined
def repeated(letter: Any) -> Any:
    """A letter in each of eight bytes."""
    return np.uint64(letter) * _LOW_BITS


@inlined
def find_any_of(
    text: Any, position: Any, end: Any, first_letter: Any, second_letter: Any, third_letter: Any
) -> Any:
    """The first position of any of three letters, each given by `repeated`; the end if none.

    XOR makes a byte 0 where the letter is, and a borrow marks zeros (Mycroft 1987).
    """
    marks = np.uint64(0)
    while position + EIGHT <= end:
        bits = eight_bytes(text, position)
        first, second, third = bits ^ first_letter, bits ^ second_letter, bits ^ third_letter
        marks = (
            ((first - _LOW_BITS) & ~first)
            | ((second - _LOW_BITS) & ~second)
            | ((third - _LOW_BITS) & ~third)
        ) & _HIGH_BITS
        if marks:
            break
        position += EIGHT
    if marks:
        # The lowest mark is right: only bytes above a zero byte may be marked wrongly.
        position += (((marks & (~marks + ONE)) >> _SEVEN) * _BYTE_NUMBERS) >> _TOP_BYTE
    else:
        letters = (
            first_letter & np.uint64(255),
            second_letter & np.uint64(255),
            third_letter & np.uint64(255),
        )
        while (
            position < end
            and byte(text, position) != letters[0]
            and byte(text, position) != letters[1]
            and byte(text, position) != letters[2]
        ):
            position += ONE
    return position
