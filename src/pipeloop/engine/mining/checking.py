"""The kernel of conformance: one pass over every case, a second over those out of order.

What can be wrong has a number: missing steps come first, then norms passed, both by step;
then activities that the model does not know; then moves that it does not allow, from a step
(or the start, after all steps) to a step (or the end).
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.log import EventLog, Integers
from pipeloop.engine.mining.model import NO_NORM, Model

Counts = NDArray[np.int64]
Bits = NDArray[np.uint64]


class Kind(IntFlag):
    """What can be wrong with a case."""

    MISSING = 1
    EXTRA = 2
    OUT_OF_ORDER = 4
    LATE = 8


class Outcome(IntEnum):
    """How a case ended. `ENDED` is for logs that do not tell."""

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
        reached: cases that came to each step; shape (steps,).
        found: cases by outcome and number of deviation; shape (outcomes, deviations).
        last: the case, counted from 1, that each deviation was last met in; (deviations,).
        shown: whether the deviation asked for is in each case; shape (cases,).
    """

    kinds: NDArray[np.uint8]
    masks: Counts
    reached: Counts
    found: NDArray[np.uint32]
    last: NDArray[np.uint32]
    shown: NDArray[np.bool_]


class Rules(NamedTuple):
    """A model as the kernel reads it.

    Args:
        known: the step of each activity of the log, or -1; shape (activities,).
        goes: see `Model`.
        needs: see `Model`, in bits, and nothing for the start; shape (steps + 2, words).
        norm_s: the longest stay on each step; shape (steps,).
    """

    known: Counts
    goes: NDArray[np.bool_]
    needs: Bits
    norm_s: Counts
    lost_anywhere: bool


def check(log: EventLog, model: Model, outcome: NDArray[np.uint8], wanted: int) -> Tables:
    """Hold every case against a model.

    Args:
        outcome: of each case of this slice; shape (cases,).
        wanted: the number of the deviation to show the cases of, -1 for none.
    """
    count, others = len(model.steps), len(log.activities)
    deviations = 2 * count + others + (count + 1) ** 2
    tables = Tables(
        np.zeros(log.case_count, np.uint8),
        np.zeros((OUTCOMES, KINDS), np.int64),
        np.zeros(count, np.int64),
        # Of a long table most is never touched, and so takes no memory.
        np.zeros((OUTCOMES, deviations), np.uint32),
        np.zeros(deviations, np.uint32),
        np.zeros(log.case_count, np.bool_),
    )
    _check(log.low, log.high, log.activity, log.time, outcome, wanted, _rules(log, model), tables)
    return tables


def _rules(log: EventLog, model: Model) -> Rules:
    count = len(model.steps)
    words = count // _WORD + 1
    bits = np.zeros((count + 2, words * _WORD), np.uint8)
    bits[: count + 1, :count] = model.needs
    needs = np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)
    never = np.iinfo(np.int64).max
    norm_s = np.where(model.norm_s == NO_NORM, never, model.norm_s)
    return Rules(model.codes(log.activities), model.goes, needs, norm_s, model.lost_anywhere)


@kernel
def _check(
    low: Counts,
    high: Counts,
    activity: Integers,
    time: Integers,
    outcome: NDArray[np.uint8],
    wanted: int,
    rules: Rules,
    tables: Tables,
) -> None:
    count, words = len(rules.norm_s), rules.needs.shape[1]
    seen, need = np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    for case in range(len(low)):
        if low[case] == high[case]:
            continue
        seen[:] = 0
        need[:] = 0
        how, mask, wrong_order, here = outcome[case], 0, False, count
        for event in range(low[case], high[case]):
            step = rules.known[activity[event]]
            if step < 0:
                mask |= _EXTRA
                _note(tables, case, how, 2 * count + np.int64(activity[event]), wanted)
                continue
            if not _has(seen, step):
                tables.reached[step] += 1
                _pass(rules.needs, seen, need, step)
            wrong_order |= not rules.goes[here, step]
            if event + 1 < high[case] and time[event + 1] - time[event] > rules.norm_s[step]:
                mask |= _LATE
                _note(tables, case, how, count + step, wanted)
            here = step
        ended = how != _OPEN and not (how == _LOST and rules.lost_anywhere)
        if ended:
            _join(need, rules.needs[count])
            wrong_order |= not rules.goes[here, count]
        if _note_missing(seen, need, tables, case, how, wanted):
            mask |= _MISSING
        if wrong_order and _note_order(
            activity[low[case] : high[case]], rules, seen, ended, tables, case, how, wanted
        ):
            mask |= _OUT_OF_ORDER
        tables.kinds[case] = mask
        tables.masks[how, mask] += 1


@kernel
def _note_missing(seen: Bits, need: Bits, tables: Tables, case: int, how: int, wanted: int) -> bool:
    """Note each step that was needed and not seen, and say whether there was one."""
    some = False
    for word in range(len(seen)):
        left = need[word] & ~seen[word]
        step = word * _WORD
        while left:
            if left & _ONE:
                _note(tables, case, how, step, wanted)
                some = True
            left >>= _ONE
            step += 1
    return some


@kernel
def _note_order(
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
    some, count = False, len(rules.norm_s)
    before = 2 * count + len(rules.known)
    here, end = count, count if ended else -1
    for place in range(len(activity) + 1):
        step = rules.known[activity[place]] if place < len(activity) else end
        if step < 0:
            continue
        # The start needs nothing; what it needs comes after that of the end.
        from_row = here if here < count else count + 1
        if not rules.goes[here, step] and not _passes_over(rules.needs, seen, from_row, step):
            _note(tables, case, how, before + here * (count + 1) + step, wanted)
            some = True
        here = step
    return some


@inlined
def _passes_over(needs: Any, seen: Any, here: Any, step: Any) -> Any:
    """Whether a move goes past a step that is needed from now on and missing."""
    found = False
    for word in range(len(seen)):
        found |= (needs[step, word] & ~needs[here, word] & ~seen[word]) != 0
    return found


@inlined
def _note(tables: Any, case: Any, how: Any, number: Any, wanted: Any) -> Any:
    """Count a deviation once a case."""
    if tables.last[number] != case + 1:
        tables.last[number] = case + 1
        tables.found[how, number] += 1
        tables.shown[case] |= number == wanted


@inlined
def _has(seen: Any, step: Any) -> Any:
    return (seen[step // _WORD] >> np.uint64(step % _WORD)) & _ONE


@inlined
def _pass(needs: Any, seen: Any, need: Any, step: Any) -> Any:
    """Note that a case came to a step, and what it should have passed before."""
    seen[step // _WORD] |= _ONE << np.uint64(step % _WORD)
    _join(need, needs[step])


@inlined
def _join(bits: Any, others: Any) -> Any:
    for word in range(len(bits)):
        bits[word] |= others[word]
