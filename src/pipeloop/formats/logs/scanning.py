"""Event logs in XES, read as bytes: no tree of elements, no text but of what differs.

XES (IEEE 1849) nests attributes of the form `<string key="…" value="…"/>` in events, events in
traces. The first pass finds the tags of both and their own attributes, whatever else there is;
the second reads what the attributes say.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]

# What a token is; an attribute has its key and its value in the columns after.
TRACE, EVENT, OF_TRACE, OF_EVENT = 0, 1, 2, 3
WIDTH = 6
# How a pass over the file may end.
WELL, TRUNCATED, DOCTYPE, NOT_XML = 0, 1, 2, 3
DEEPEST = 200

_LESS, _MORE, _SLASH, _EQUALS = ord("<"), ord(">"), ord("/"), ord("=")
_BANG, _ASKS, _DASH, _COLON, _D = ord("!"), ord("?"), ord("-"), ord(":"), ord("D")
_QUOTE, _APOSTROPHE, _BRACKET, _SPACE = ord('"'), ord("'"), ord("["), ord(" ")


def _word(text: str) -> Bytes:
    return np.frombuffer(text.encode(), np.uint8)


_TRACE, _EVENT, _KEY, _VALUE = _word("trace"), _word("event"), _word("key"), _word("value")


@inlined
def _byte(data: Any, place: Any) -> Any:
    """One byte: an unsigned place is not counted from the end, and that check is saved."""
    return data[np.uint64(place)]


@inlined
def _same(data: Any, low: Any, high: Any, word: Any) -> Any:
    """Whether a piece of the file is this word."""
    same, place = high - low == len(word), 0
    while same and place < len(word):
        same = _byte(data, low + place) == word[place]
        place += 1
    return same


@kernel
def _after_markup(data: Bytes, at: int) -> int:
    """Where a comment, an instruction or a piece of raw text ends; below 0 where it does not.

    Args:
        at: just behind `<`.
    """
    last, before = _MORE, _ASKS
    if _byte(data, at) == _BANG:
        if at + 1 < len(data) and _byte(data, at + 1) == _D:
            return -DOCTYPE
        is_comment = at + 1 < len(data) and _byte(data, at + 1) == _DASH
        is_raw = at + 1 < len(data) and _byte(data, at + 1) == _BRACKET
        if not is_comment and not is_raw:
            return -NOT_XML
        before = _DASH if is_comment else ord("]")
        for place in range(at + 4, len(data) - 2):
            if (
                _byte(data, place) == before
                and _byte(data, place + 1) == before
                and _byte(data, place + 2) == last
            ):
                return place + 3
        return -TRUNCATED
    for place in range(at, len(data) - 1):
        if _byte(data, place) == before and _byte(data, place + 1) == last:
            return place + 2
    return -TRUNCATED


@inlined
def _name(data: Any, at: Any) -> Any:
    """A name without its prefix: where it begins and where it ends."""
    low = at
    while at < len(data):
        letter = _byte(data, at)
        if letter == _COLON:
            low = at + 1
        elif letter <= _SPACE or letter in (_SLASH, _MORE, _EQUALS):
            break
        at += 1
    return low, at


@kernel
def _attributes(data: Bytes, at: int, found: Numbers) -> int:
    """Read the attributes of a tag; the range of `key` and of `value` are put in `found`.

    Returns:
        Where the tag ends, at its `>`; below 0 where it does not.
    """
    found[0], found[2] = -1, -1
    while at < len(data):
        letter = _byte(data, at)
        if letter == _MORE:
            return at
        if letter <= _SPACE or letter == _SLASH:
            at += 1
            continue
        low, at = _name(data, at)
        high = at
        while at < len(data) and _byte(data, at) <= _SPACE:
            at += 1
        if at < len(data) and _byte(data, at) != _EQUALS:
            return -NOT_XML
        at += 1
        while at < len(data) and _byte(data, at) <= _SPACE:
            at += 1
        if at >= len(data):
            return -TRUNCATED
        mark = _byte(data, at)
        if mark not in (_QUOTE, _APOSTROPHE):
            return -NOT_XML
        at += 1
        begin = at
        while at < len(data) and _byte(data, at) != mark:
            at += 1
        if _same(data, low, high, _KEY):
            found[0], found[1] = begin, at
        elif _same(data, low, high, _VALUE):
            found[2], found[3] = begin, at
        at += 1
    return -TRUNCATED


@inlined
def _hashed(data: Any, low: Any, high: Any) -> Any:
    mixed = np.uint64(14695981039346656037)
    for place in range(low, high):
        mixed = (mixed ^ np.uint64(_byte(data, place))) * np.uint64(1099511628211)
    return mixed


@inlined
def _longer(rows: Any) -> Any:
    """The same rows, and as much free space behind them."""
    longer = np.empty((2 * len(rows), rows.shape[1]), rows.dtype)
    longer[: len(rows)] = rows
    return longer


@kernel
def tokens(data: Bytes) -> tuple[Numbers, int, int]:
    """Traces, events and what they say of themselves, in the order of the file.

    Returns:
        Rows of kind, letter of the type, begin and end of the key, begin and end of the value;
        how the pass ended; and where.
    """
    kept, count = np.empty((1024, WIDTH), np.int64), 0
    opened, depth = np.empty(DEEPEST, np.uint64), 0
    trace, event, at, found = -1, -1, 0, np.empty(4, np.int64)
    while at < len(data):
        if _byte(data, at) != _LESS:
            at += 1
            continue
        at += 1
        if at >= len(data):
            return kept[:count], TRUNCATED, at
        if _byte(data, at) == _BANG or _byte(data, at) == _ASKS:
            after = _after_markup(data, at)
            if after < 0:
                return kept[:count], -after, at
            at = after
            continue
        closes = _byte(data, at) == _SLASH
        low, high = _name(data, at + closes)
        end = _attributes(data, high, found)
        if end < 0:
            return kept[:count], -end, at
        at = end + 1
        name = _hashed(data, low, high)
        if closes:
            depth -= 1
            if depth < 0 or opened[depth] != name:
                return kept[:count], NOT_XML, low
            trace, event = (-1 if trace == depth else trace), (-1 if event == depth else event)
            continue
        kind = _kind(data, low, high, depth, trace, event, found)
        if kind >= 0:
            if count == len(kept):
                kept = _longer(kept)
            kept[count, 0], kept[count, 1] = kind, _byte(data, low)
            kept[count, 2], kept[count, 3] = found[0], found[1]
            kept[count, 4], kept[count, 5] = found[2], found[3]
            count += 1
        if _byte(data, end - 1) == _SLASH:
            continue
        trace, event = (depth if kind == TRACE else trace), (depth if kind == EVENT else event)
        if depth == DEEPEST:
            return kept[:count], NOT_XML, low
        opened[depth] = name
        depth += 1
    return kept[:count], (WELL if depth == 0 else TRUNCATED), at


@inlined
def _kind(data: Any, low: Any, high: Any, depth: Any, trace: Any, event: Any, found: Any) -> Any:
    """What an opened element is: a trace, an event, an attribute of either, or nothing of ours."""
    if event >= 0:
        return OF_EVENT if depth == event + 1 and found[0] >= 0 and found[2] >= 0 else -1
    if trace >= 0:
        if depth != trace + 1:
            return -1
        if _same(data, low, high, _EVENT):
            return EVENT
        return OF_TRACE if found[0] >= 0 and found[2] >= 0 else -1
    return TRACE if _same(data, low, high, _TRACE) else -1
