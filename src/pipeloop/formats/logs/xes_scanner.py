"""Scans XES in one pass over its bytes, without a tree and without objects for events."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.formats.logs.text_spans import Bytes, Offsets

WHOLE, TRUNCATED, DOCTYPE, NOT_XML, NOT_XES = 0, 1, 2, 3, 4
# Columns of the results. Of an event: its trace, then start and end of each wanted value. Of an
# attribute of a trace: its trace, then start and end of its key and of its value.
TRACE, VALUES = 0, 1
KEY, VALUE, ATTRIBUTE = 1, 3, 5
_OUTSIDE, _LOG, _TRACE, _EVENT, _AFTER_LOG = 0, 1, 2, 3, 4
# Slots of a tag: start and end of its name without prefix, of its key and of its value, and
# whether it is empty (`<a/>`).
_NAME, _KEY_SPAN, _VALUE_SPAN, _IS_EMPTY = 0, 2, 4, 6
_LT, _GT, _SLASH, _EQUAL, _COLON, _SPACE = 60, 62, 47, 61, 58, 32
_EXCLAMATION, _QUESTION, _DASH, _SINGLE, _DOUBLE = 33, 63, 45, 39, 34
_OPEN_BRACKET, _CLOSE_BRACKET = 91, 93
_ENDS_EARLY, _MALFORMED, _IS_DOCTYPE = -1, -2, -3


class Scan(NamedTuple):
    """What is in a text.

    Args:
        events: shape (events, 1 + 2 * wanted), with trace -1 for an event outside of traces.
        attributes: of traces; shape (attributes, 5).
        traces: how many there are.
        state: `WHOLE`, or what is wrong with the text.
        position: where that is.
    """

    events: Offsets
    attributes: Offsets
    traces: Any
    state: Any
    position: Any


@kernel
def scan(data: Bytes, keys: Bytes, key_ends: Offsets) -> Scan:
    """Events, and attributes of traces; without dates, lists and nested attributes.

    Args:
        data: the text.
        keys, key_ends: keys of the wanted attributes of events, joined as in a `StringArray`.
    """
    max_rows, width = _count_tags(data), VALUES + 2 * (len(key_ends) - 1)
    events = np.empty((max_rows, width), np.int64)
    attributes = np.empty((max_rows, ATTRIBUTE), np.int64)
    tag = np.zeros(7, np.int64)
    attribute: Any = 0
    nested: Any = 0
    event, trace, level, open_trace, position, state = -1, -1, _OUTSIDE, -1, 0, WHOLE
    while state == WHOLE:
        tag_start = position
        position, kind = _next_tag(data, tag_start, tag)
        if position < 0:
            state = _end_state(kind, level)
            break
        opened = np.int64(not tag[_IS_EMPTY])
        if nested:
            nested += -1 if kind == _SLASH else opened
        elif kind == _SLASH:
            level = _level_after(data, tag, level, open_trace)
            open_trace = open_trace if level >= _TRACE else -1
            state = NOT_XML if level < 0 else WHOLE
        elif level in (_OUTSIDE, _AFTER_LOG):
            state = _root_state(data, tag, level)
            level = _LOG if opened else _AFTER_LOG
        elif level < _EVENT and _is_named(data, tag, 101, 5):  # event
            event += 1
            events[event, VALUES:] = 0
            events[event, TRACE] = open_trace
            level = _EVENT if opened else level
        elif level == _LOG and _is_named(data, tag, 116, 5):  # trace
            trace += 1
            open_trace = trace if opened else -1
            level = _TRACE if opened else level
        else:
            nested = opened
            if level == _EVENT:
                _store_value(data, tag, keys, key_ends, events[event])
            elif level == _TRACE:
                attribute += _store_attribute(data, tag, trace, attributes[attribute])
    return Scan(events[: event + 1], attributes[:attribute], trace + 1, state, tag_start)


@kernel
def _count_tags(data: Bytes) -> Any:
    """An upper bound of the number of tags."""
    max_rows: Any = 1
    for letter in range(len(data)):
        max_rows += data[letter] == _LT
    return max_rows


@inlined
def _root_state(data: Any, tag: Any, level: Any) -> Any:
    """What is wrong with a tag where the log should begin."""
    if level == _AFTER_LOG:
        return NOT_XML
    return WHOLE if _is_named(data, tag, 108, 3) else NOT_XES  # log


@inlined
def _store_attribute(data: Any, tag: Any, trace: Any, attribute: Any) -> Any:
    """Store an attribute of a trace; 0 for one without a text, and for a date."""
    attribute[TRACE] = trace
    attribute[KEY:] = tag[_KEY_SPAN:_IS_EMPTY]
    return np.int64(tag[_VALUE_SPAN] < tag[_VALUE_SPAN + 1] and not _is_named(data, tag, 100, 4))


@inlined
def _level_after(data: Any, tag: Any, level: Any, open_trace: Any) -> Any:
    """The level after a closing tag, -1 if another tag should be closed."""
    if level == _EVENT and _is_named(data, tag, 101, 5):
        return _TRACE if open_trace >= 0 else _LOG
    if level == _TRACE and _is_named(data, tag, 116, 5):
        return _LOG
    if level == _LOG and _is_named(data, tag, 108, 3):
        return _AFTER_LOG
    return -1


@inlined
def _end_state(kind: Any, level: Any) -> Any:
    """What is wrong where no further tag can be read."""
    if kind == _ENDS_EARLY and level == _AFTER_LOG:
        return WHOLE
    if kind == _IS_DOCTYPE:
        return DOCTYPE
    if kind == _MALFORMED or level == _OUTSIDE:
        return NOT_XML
    return TRUNCATED


@inlined
def _is_named(data: Any, tag: Any, first: Any, length: Any) -> Any:
    """Whether the name of a tag has this first letter and this length."""
    return tag[_NAME + 1] - tag[_NAME] == length and data[tag[_NAME]] == first


@inlined
def _store_value(data: Any, tag: Any, keys: Any, key_ends: Any, event: Any) -> Any:
    """Store the span of the value of a tag, if its key is a wanted one."""
    begin, length = tag[_KEY_SPAN], tag[_KEY_SPAN + 1] - tag[_KEY_SPAN]
    for wanted in range(len(key_ends) - 1):
        first = key_ends[wanted]
        if key_ends[wanted + 1] - first == length:
            same = 0
            while same < length and data[begin + same] == keys[first + same]:
                same += 1
            if same == length:
                event[VALUES + 2 * wanted] = tag[_VALUE_SPAN]
                event[VALUES + 2 * wanted + 1] = tag[_VALUE_SPAN + 1]
                break


@kernel
def _next_tag(data: Bytes, position: int, tag: Offsets) -> tuple[int, int]:
    """Read the next tag; where it ends, and whether it is a closing one.

    A position less than 0 means that there is no tag; then the second number says why.
    """
    end = len(data)
    while True:
        while position < end and data[position] != _LT:
            position += 1
        if position + 1 >= end:
            return -1, _ENDS_EARLY
        letter = data[position + 1]
        if letter == _SLASH:
            position = _read_closing_tag(data, position + 2, tag)
            return (position, _SLASH) if position > 0 else (-1, _ENDS_EARLY)
        if letter == _QUESTION:
            position = _skip_past(data, position + 2, 1, _QUESTION)
        elif letter == _EXCLAMATION:
            if position + 3 >= end:
                return -1, _ENDS_EARLY
            if data[position + 2] == _DASH:
                position = _skip_past(data, position + 4, 2, _DASH)
            elif data[position + 2] == _OPEN_BRACKET:
                position = _skip_past(data, position + 3, 2, _CLOSE_BRACKET)
            else:
                return -1, _IS_DOCTYPE
        elif letter <= _SPACE or letter in (_GT, _LT, _EQUAL, _SINGLE, _DOUBLE):
            return -1, _MALFORMED
        else:
            position = _read_tag(data, position + 1, tag)
            return (position, 0) if position > 0 else (-1, position)
        if position < 0:
            return -1, _ENDS_EARLY


@inlined
def _skip_past(data: Any, position: Any, count: Any, letter: Any) -> Any:
    """The position after so many of a letter and `>`; -1 if they do not come."""
    end, run = len(data), 0
    while position < end:
        if data[position] == _GT and run >= count:
            break
        run = run + 1 if data[position] == letter else 0
        position += 1
    return position + 1 if position < end else -1


@inlined
def _read_closing_tag(data: Any, position: Any, tag: Any) -> Any:
    """Read the name of a closing tag; where the tag ends, -1 if it does not."""
    end = len(data)
    tag[_NAME] = tag[_NAME + 1] = position
    while position < end and data[position] != _GT:
        if data[position] == _COLON:
            tag[_NAME] = position + 1
        if data[position] > _SPACE:
            tag[_NAME + 1] = position + 1
        position += 1
    return position + 1 if position < end else -1


@kernel
def _read_tag(data: Bytes, position: int, tag: Offsets) -> int:
    """Read an opening tag whose name begins at a position; where it ends, or what is wrong."""
    end = len(data)
    tag[:] = 0
    tag[_NAME] = position
    while (
        position < end
        and data[position] > _SPACE
        and data[position] != _SLASH
        and data[position] != _GT
    ):
        if data[position] == _LT:
            return _MALFORMED
        if data[position] == _COLON:
            tag[_NAME] = position + 1
        position += 1
    tag[_NAME + 1] = position
    while True:
        while position < end and data[position] <= _SPACE:
            position += 1
        if position + 1 >= end:
            return position + 1 if position < end and data[position] == _GT else _ENDS_EARLY
        if data[position] == _GT:
            return position + 1
        if data[position] == _SLASH:
            tag[_IS_EMPTY] = 1
            return position + 2 if data[position + 1] == _GT else _MALFORMED
        first = position
        while position < end and data[position] > _SPACE and data[position] != _EQUAL:
            position += 1
        after = position
        while position < end and (data[position] <= _SPACE or data[position] == _EQUAL):
            position += 1
        if position >= end:
            return _ENDS_EARLY
        quote = data[position]
        if quote != _DOUBLE and quote != _SINGLE:
            return _MALFORMED
        position += 1
        begin = position
        while position < end and data[position] != quote:
            position += 1
        if position >= end:
            return _ENDS_EARLY
        if after - first == 3 and data[first] == 107:  # key
            tag[_KEY_SPAN], tag[_KEY_SPAN + 1] = begin, position
        elif after - first == 5 and data[first] == 118:  # value
            tag[_VALUE_SPAN], tag[_VALUE_SPAN + 1] = begin, position
        position += 1
