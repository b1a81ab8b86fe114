"""XES read in one pass over its bytes: no tree, no object for an event."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.formats.logs.spans import Bytes, Places

WHOLE, TRUNCATED, DOCTYPE, NOT_XML, NOT_XES = 0, 1, 2, 3, 4
# Columns of what is found: the trace of an event, then begin and end of each wanted value; and
# of an attribute of a trace, its trace, its key and its value.
TRACE, VALUES = 0, 1
KEY, VALUE, ATTRIBUTE = 1, 3, 5
_OUTSIDE, _LOG, _TRACE, _EVENT, _AFTER = 0, 1, 2, 3, 4
# What `_tag` tells of a tag: begin and end of its name without prefix, of its key and its value,
# and whether it is closed at once.
_NAME, _OF_KEY, _OF_VALUE, _CLOSED = 0, 2, 4, 6
_LESS, _MORE, _SLASH, _EQUAL, _COLON, _SPACE = 60, 62, 47, 61, 58, 32
_SAID, _ASKED, _DASH, _BRACKET, _BRACKETED, _SINGLE, _DOUBLE = 33, 63, 45, 91, 93, 39, 34
_CUT, _BROKEN, _FORBIDDEN = -1, -2, -3


@kernel
def scan(data: Bytes, keys: Bytes, key_ends: Places) -> tuple[Any, ...]:
    """Events, and attributes of traces; dates, lists and what is nested in attributes left out.

    Args:
        data: the text.
        keys, key_ends: keys of the wanted attributes of events, joined as in a `StringArray`.

    Returns:
        Events, shape (events, 1 + 2 * wanted), -1 for the trace of one outside of all;
        attributes of traces, shape (attributes, 5); how many traces there are; `WHOLE` or
        what is wrong with the text, and where.
    """
    most, wide = _most(data), VALUES + 2 * (len(key_ends) - 1)
    events, attributes = np.empty((most, wide), np.int64), np.empty((most, ATTRIBUTE), np.int64)
    tag = np.zeros(7, np.int64)
    attribute: Any = 0
    nested: Any = 0
    event, trace, level, inside, place, state = -1, -1, _OUTSIDE, -1, 0, WHOLE
    while state == WHOLE:
        here = place
        place, kind = _next(data, here, tag)
        if place < 0:
            state = _state(kind, level)
            break
        opened = np.int64(not tag[_CLOSED])
        if nested:
            nested += -1 if kind == _SLASH else opened
        elif kind == _SLASH:
            level = _left(data, tag, level, inside)
            inside = inside if level >= _TRACE else -1
            state = NOT_XML if level < 0 else WHOLE
        elif level in (_OUTSIDE, _AFTER):
            state = _begun(data, tag, level)
            level = _LOG if opened else _AFTER
        elif level < _EVENT and _is(data, tag, 101, 5):  # event
            event += 1
            events[event, VALUES:] = 0
            events[event, TRACE] = inside
            level = _EVENT if opened else level
        elif level == _LOG and _is(data, tag, 116, 5):  # trace
            trace += 1
            inside = trace if opened else -1
            level = _TRACE if opened else level
        else:
            nested = opened
            if level == _EVENT:
                _keep(data, tag, keys, key_ends, events[event])
            elif level == _TRACE:
                attribute += _told(data, tag, trace, attributes[attribute])
    return events[: event + 1], attributes[:attribute], trace + 1, state, here


@kernel
def _most(data: Bytes) -> Any:
    """As many tags as there can be."""
    most: Any = 1
    for letter in range(len(data)):
        most += data[letter] == _LESS
    return most


@inlined
def _begun(data: Any, tag: Any, level: Any) -> Any:
    """What is wrong with a tag that should begin the log."""
    if level == _AFTER:
        return NOT_XML
    return WHOLE if _is(data, tag, 108, 3) else NOT_XES  # log


@inlined
def _told(data: Any, tag: Any, trace: Any, attribute: Any) -> Any:
    """Put down an attribute of a trace; 0 for one without a text, and for a date."""
    attribute[TRACE] = trace
    attribute[KEY:] = tag[_OF_KEY:_CLOSED]
    return np.int64(tag[_OF_VALUE] < tag[_OF_VALUE + 1] and not _is(data, tag, 100, 4))


@inlined
def _left(data: Any, tag: Any, level: Any, inside: Any) -> Any:
    """The level after a closing tag, -1 where that is not the one to come."""
    if level == _EVENT and _is(data, tag, 101, 5):
        return _TRACE if inside >= 0 else _LOG
    if level == _TRACE and _is(data, tag, 116, 5):
        return _LOG
    if level == _LOG and _is(data, tag, 108, 3):
        return _AFTER
    return -1


@inlined
def _state(kind: Any, level: Any) -> Any:
    """What is wrong where no tag can be read any more."""
    if kind == _CUT and level == _AFTER:
        return WHOLE
    if kind == _FORBIDDEN:
        return DOCTYPE
    if kind == _BROKEN or level == _OUTSIDE:
        return NOT_XML
    return TRUNCATED


@inlined
def _is(data: Any, tag: Any, first: Any, length: Any) -> Any:
    """Whether a tag is the one of that length which begins with that letter."""
    return tag[_NAME + 1] - tag[_NAME] == length and data[tag[_NAME]] == first


@inlined
def _keep(data: Any, tag: Any, keys: Any, key_ends: Any, event: Any) -> Any:
    """Keep where the value of a tag is, if its key is a wanted one."""
    begin, length = tag[_OF_KEY], tag[_OF_KEY + 1] - tag[_OF_KEY]
    for wanted in range(len(key_ends) - 1):
        first = key_ends[wanted]
        if key_ends[wanted + 1] - first == length:
            same = 0
            while same < length and data[begin + same] == keys[first + same]:
                same += 1
            if same == length:
                event[VALUES + 2 * wanted] = tag[_OF_VALUE]
                event[VALUES + 2 * wanted + 1] = tag[_OF_VALUE + 1]
                break


@kernel
def _next(data: Bytes, place: int, tag: Places) -> tuple[int, int]:
    """Read the next tag; where it ends, and whether it is a closing one.

    A place less than 0 is that of no tag; then the second number says why.
    """
    end = len(data)
    while True:
        while place < end and data[place] != _LESS:
            place += 1
        if place + 1 >= end:
            return -1, _CUT
        letter = data[place + 1]
        if letter == _SLASH:
            place = _closing(data, place + 2, tag)
            return (place, _SLASH) if place > 0 else (-1, _CUT)
        if letter == _ASKED:
            place = _after(data, place + 2, 1, _ASKED)
        elif letter == _SAID:
            if place + 3 >= end:
                return -1, _CUT
            if data[place + 2] == _DASH:
                place = _after(data, place + 4, 2, _DASH)
            elif data[place + 2] == _BRACKET:
                place = _after(data, place + 3, 2, _BRACKETED)
            else:
                return -1, _FORBIDDEN
        elif letter <= _SPACE or letter in (_MORE, _LESS, _EQUAL, _SINGLE, _DOUBLE):
            return -1, _BROKEN
        else:
            place = _tag(data, place + 1, tag)
            return (place, 0) if place > 0 else (-1, place)
        if place < 0:
            return -1, _CUT


@inlined
def _after(data: Any, place: Any, count: Any, letter: Any) -> Any:
    """What comes after so many of a letter and `>`; -1 if they do not come."""
    end, run = len(data), 0
    while place < end:
        if data[place] == _MORE and run >= count:
            break
        run = run + 1 if data[place] == letter else 0
        place += 1
    return place + 1 if place < end else -1


@inlined
def _closing(data: Any, place: Any, tag: Any) -> Any:
    """Read the name in a closing tag; where the tag ends, -1 if it does not."""
    end = len(data)
    tag[_NAME] = tag[_NAME + 1] = place
    while place < end and data[place] != _MORE:
        if data[place] == _COLON:
            tag[_NAME] = place + 1
        if data[place] > _SPACE:
            tag[_NAME + 1] = place + 1
        place += 1
    return place + 1 if place < end else -1


@kernel
def _tag(data: Bytes, place: int, tag: Places) -> int:
    """Read an opening tag whose name begins at a place; where it ends, or why it does not."""
    end = len(data)
    tag[:] = 0
    tag[_NAME] = place
    while place < end and data[place] > _SPACE and data[place] != _SLASH and data[place] != _MORE:
        if data[place] == _LESS:
            return _BROKEN
        if data[place] == _COLON:
            tag[_NAME] = place + 1
        place += 1
    tag[_NAME + 1] = place
    while True:
        while place < end and data[place] <= _SPACE:
            place += 1
        if place + 1 >= end:
            return place + 1 if place < end and data[place] == _MORE else _CUT
        if data[place] == _MORE:
            return place + 1
        if data[place] == _SLASH:
            tag[_CLOSED] = 1
            return place + 2 if data[place + 1] == _MORE else _BROKEN
        first = place
        while place < end and data[place] > _SPACE and data[place] != _EQUAL:
            place += 1
        after = place
        while place < end and (data[place] <= _SPACE or data[place] == _EQUAL):
            place += 1
        if place >= end:
            return _CUT
        quote = data[place]
        if quote != _DOUBLE and quote != _SINGLE:
            return _BROKEN
        place += 1
        begin = place
        while place < end and data[place] != quote:
            place += 1
        if place >= end:
            return _CUT
        if after - first == 3 and data[first] == 107:  # key
            tag[_OF_KEY], tag[_OF_KEY + 1] = begin, place
        elif after - first == 5 and data[first] == 118:  # value
            tag[_OF_VALUE], tag[_OF_VALUE + 1] = begin, place
        place += 1
