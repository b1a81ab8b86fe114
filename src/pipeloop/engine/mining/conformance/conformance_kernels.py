"""The kernel of conformance: a quick check of every case, a full one of those that fail it.

Where every move of a case is allowed, and its end, it has passed all that its steps need. Only
the others are checked step by step.

Each possible deviation has a number: missing steps come first, then norms exceeded, both by
step; then activities that are not in the model; then moves that it does not allow, from a step
(or the start, after all steps) to a step (or the end).
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.mining.conformance.model import NO_NORM, Model

Counts = NDArray[np.int64]
Bits = NDArray[np.uint64]


class Kind(IntFlag):
    """What can be wrong with a case."""

    MISSING = 1
    EXTRA = 2
    OUT_OF_ORDER = 4
    LATE = 8


class Outcome(IntEnum):
    """How a case ended. `ENDED` is for logs that do not record it."""

    OPEN = 0
    WON = 1
    LOST = 2
    ENDED = 3


OUTCOMES, KINDS = 4, 16
# A kernel reads numbers alone.
_MISSING, _EXTRA, _OUT_OF_ORDER, _LATE = (int(kind) for kind in Kind)
_OPEN, _LOST = int(Outcome.OPEN), int(Outcome.LOST)
_WORD = 64
_ONE = np.uint64(1)


class Tables(NamedTuple):
    """What the kernel fills.

    Args:
        kinds: mask of what is wrong with each case; shape (cases,).
        masks: cases by outcome and mask; shape (outcomes, 16).
        counts: cases by outcome and number of deviation; shape (outcomes, deviations).
        last: the case, counted from 1, that each deviation was last met in; (deviations,).
        shown: whether the deviation asked for is in each case; shape (cases,).
    """

    kinds: NDArray[np.uint8]
    masks: Counts
    counts: NDArray[np.uint32]
    last: NDArray[np.uint32]
    shown: NDArray[np.bool_]


class Rules(NamedTuple):
    """A model as the kernel reads it.

    Args:
        step_of: the step of each activity of the log, or -1; shape (activities,).
        is_suspect: whether a move from an activity (or the start, after all) to another, or to
            the end, after all, needs a full check; shape (activities + 1, activities + 1).
        norm_s: the longest allowed stay on each activity; shape (activities,).
        allowed: see `Model`.
        needs: see `Model`, in bits, and nothing for the start; shape (steps + 2, words).
    """

    step_of: Counts
    is_suspect: NDArray[np.bool_]
    norm_s: Counts
    allowed: NDArray[np.bool_]
    needs: Bits
    lost_anywhere: bool


def check(
    log: EventLog,
    model: Model,
    outcome: NDArray[np.uint8],
    wanted: int,
    *,
    judges_end: bool = True,
) -> Tables:
    """Hold every case against a model.

    Args:
        outcome: of each case of this slice; shape (cases,).
        wanted: the number of the deviation to show the cases of, -1 for none.
        judges_end: whether where a case ends is judged; outcomes are counted either way.
    """
    count, others = len(model.steps), len(log.activities)
    deviations = 2 * count + others + (count + 1) ** 2
    tables = Tables(
        np.zeros(log.case_count, np.uint8),
        np.zeros((OUTCOMES, KINDS), np.int64),
        # Of a long table most is never touched, and so takes no memory.
        np.zeros((OUTCOMES, deviations), np.uint32),
        np.zeros(deviations, np.uint32),
        np.zeros(log.case_count, np.bool_),
    )
    rules = _rules(log, model)
    columns = (log.low, log.high, log.activity, log.time)
    _check(*columns, outcome, wanted, judges_end, rules, tables)
    return tables


def _rules(log: EventLog, model: Model) -> Rules:
    count = len(model.steps)
    words = count // _WORD + 1
    bits = np.zeros((count + 2, words * _WORD), np.uint8)
    bits[: count + 1, :count] = model.needs
    needs = np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)
    step_of = model.codes(log.activities)
    ends = np.append(step_of, count)
    is_suspect = ~model.allowed[np.ix_(ends, ends)] | (ends < 0) | (ends < 0)[:, np.newaxis]
    unlimited = np.iinfo(np.int64).max
    norms = np.append(np.where(model.norm_s == NO_NORM, unlimited, model.norm_s), unlimited)
    return Rules(step_of, is_suspect, norms[step_of], model.allowed, needs, model.lost_anywhere)


@kernel
def _check(
    low: Counts,
    high: Counts,
    activity: Integers,
    time: Integers,
    outcome: NDArray[np.uint8],
    wanted: int,
    judges_end: bool,
    rules: Rules,
    tables: Tables,
) -> None:
    # Read here once: a kernel cannot know that what it notes does not change them.
    is_suspect, norm_s = rules.is_suspect, rules.norm_s
    seen, need = np.zeros_like(rules.needs[0]), np.zeros_like(rules.needs[0])
    for case in range(len(low)):
        begin, end = np.uint64(low[case]), np.uint64(high[case])
        if begin == end:
            continue
        source, came_at = np.uint64(activity[begin]), np.int64(time[begin])
        suspect, late = is_suspect[-1, source], False
        for event in range(begin + _ONE, end):
            target, left_at = np.uint64(activity[event]), np.int64(time[event])
            suspect |= is_suspect[source, target]
            late |= left_at - came_at > norm_s[source]
            source, came_at = target, left_at
        how, mask = outcome[case], 0
        ended = judges_end and how != _OPEN and not (how == _LOST and rules.lost_anywhere)
        if late:
            mask |= _LATE
            _note_late(begin, end, activity, time, rules, tables, case, how, wanted)
        if suspect or (ended and is_suspect[source, len(norm_s)]):
            mask |= _check_fully(
                begin, end, activity, rules, seen, need, ended, tables, case, how, wanted
            )
        tables.kinds[case] = mask
        tables.masks[how, mask] += 1


@kernel
def _note_late(
    begin: np.uint64,
    end: np.uint64,
    activity: Integers,
    time: Integers,
    rules: Rules,
    tables: Tables,
    case: int,
    how: int,
    wanted: int,
) -> None:
    """Note each step that the case stayed on too long."""
    for event in range(begin, end - _ONE):
        code = activity[event]
        if np.int64(time[event + _ONE]) - np.int64(time[event]) > rules.norm_s[code]:
            _note(tables, case, how, len(rules.allowed) - 1 + rules.step_of[code], wanted)


@kernel
def _check_fully(
    begin: np.uint64,
    end: np.uint64,
    activity: Integers,
    rules: Rules,
    seen: Bits,
    need: Bits,
    ended: bool,
    tables: Tables,
    case: int,
    how: int,
    wanted: int,
) -> int:
    """Note the deviations of a case but exceeded norms, and return their kinds."""
    mask, count = 0, len(rules.allowed) - 1
    seen[:] = 0
    need[:] = 0
    for event in range(begin, end):
        step = rules.step_of[activity[event]]
        if step < 0:
            mask |= _EXTRA
            _note(tables, case, how, 2 * count + np.int64(activity[event]), wanted)
        else:
            seen[step // _WORD] |= _ONE << np.uint64(step % _WORD)
            _join(need, rules.needs[step])
    if ended:
        _join(need, rules.needs[count])
    if _note_missing(seen, need, tables, case, how, wanted):
        mask |= _MISSING
    if _note_order(begin, end, activity, rules, seen, ended, tables, case, how, wanted):
        mask |= _OUT_OF_ORDER
    return mask


@kernel
def _note_missing(seen: Bits, need: Bits, tables: Tables, case: int, how: int, wanted: int) -> bool:
    """Note each step that was needed and not seen, and say whether there was one."""
    has_missing = False
    for word in range(len(seen)):
        missing = need[word] & ~seen[word]
        step = word * _WORD
        while missing:
            if missing & _ONE:
                _note(tables, case, how, step, wanted)
                has_missing = True
            missing >>= _ONE
            step += 1
    return has_missing


@kernel
def _note_order(
    begin: np.uint64,
    end: np.uint64,
    activity: Integers,
    rules: Rules,
    seen: Bits,
    ended: bool,
    tables: Tables,
    case: int,
    how: int,
    wanted: int,
) -> bool:
    """Note each move that is not allowed and passes over no missing step."""
    is_out_of_order, count = False, len(rules.allowed) - 1
    first_number = 2 * count + len(rules.step_of)
    source = count
    for event in range(begin, end + _ONE):
        if event < end:
            step = rules.step_of[activity[event]]
        elif ended:
            step = np.int64(count)
        else:
            break
        if step < 0:
            continue
        # The start needs nothing; what it needs comes after that of the end.
        needs_row = source if source < count else count + 1
        if not rules.allowed[source, step] and not _passes_over(rules.needs, seen, needs_row, step):
            _note(tables, case, how, first_number + source * (count + 1) + step, wanted)
            is_out_of_order = True
        source = step
    return is_out_of_order


@inlined
def _passes_over(needs: Any, seen: Any, source: Any, step: Any) -> Any:
    """Whether a move passes over a step that is needed from now on and missing."""
    has_any = False
    for word in range(len(seen)):
        has_any |= (needs[step, word] & ~needs[source, word] & ~seen[word]) != 0
    return has_any


@inlined
def _note(tables: Any, case: Any, how: Any, number: Any, wanted: Any) -> Any:
    """Count a deviation once a case."""
    if tables.last[number] != case + 1:
        tables.last[number] = case + 1
        tables.counts[how, number] += 1
        tables.shown[case] |= number == wanted


@inlined
def _join(bits: Any, others: Any) -> Any:
    for word in range(len(bits)):
        bits[word] |= others[word]
