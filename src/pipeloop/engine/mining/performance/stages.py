"""Cases on their way through stages: the pass over a log that a funnel is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import inlined, kernel
from pipeloop.engine.eventlog.log import Integers
from pipeloop.engine.mining.durations import Counts
from pipeloop.engine.mining.histogram import bucket

_REACHED, _SKIPPED = range(2)


class StageTimes(NamedTuple):
    """Times of one kind.

    Args:
        seconds: summed, shape (rows,).
        times: how many fall into each bucket, shape (rows * buckets,).
    """

    seconds: Counts
    times: NDArray[np.uint32]


class StageSums(NamedTuple):
    """What the cases of each row did; a row is one cohort and one stage.

    Args:
        reached, skipped: how many cases did, shape (rows,).
        passed: from the first step of the stage to the first of a later one.
        lost: from the first step of the stage to the last event of a case that ended there.
        open: from the first step of the stage to now, of a case that is still there.
    """

    reached: Counts
    skipped: Counts
    passed: StageTimes
    lost: StageTimes
    open: StageTimes


def stage_of_step(steps: int, stages: Sequence[Sequence[int]]) -> Counts:
    """The number of the stage of each step, -1 for one of none.

    Raises:
        ValueError: a step is in two stages.
    """
    stage_of = np.full(steps, -1)
    for number, codes in enumerate(stages):
        if (stage_of[list(codes)] >= 0).any():
            raise ValueError("a step is in two stages")
        stage_of[list(codes)] = number
    return stage_of


@kernel
def sum_stages(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    stage_of: Counts,
    cohort: Counts,
    is_closed: NDArray[np.bool_],
    stages: int,
    rows: int,
    now: int,
    buckets: int,
) -> StageSums:
    """Add up how cases come through the stages.

    Args:
        stage_of: see `stage_of_step`.
        cohort: of each case, -1 leaves it out; shape (cases,).
        rows: cohorts times stages.
        now: until when open cases are seen, in seconds of the log.
    """
    # One table of counts: two arrays of their own make the loop slower.
    counts = np.zeros((2, rows), np.int64)
    passed, lost = _no_times(rows, buckets), _no_times(rows, buckets)
    still_open = _no_times(rows, buckets)
    # Read here once: a kernel cannot know that what it adds up does not change them.
    passed_s, passed_times = passed.seconds, passed.times
    for case in range(len(low)):
        if cohort[case] < 0:
            continue
        first_row = cohort[case] * stages
        stage, since = np.int64(-1), np.int64(0)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            next_stage = stage_of[np.uint64(code[event])]
            if next_stage <= stage:
                continue
            came_at = np.int64(time[event])
            if stage >= 0:
                row = first_row + stage
                _add_time(passed_s, passed_times, row, came_at - since, buckets)
            for between in range(stage + 1, next_stage):
                counts[_SKIPPED, first_row + between] += 1
            stage, since = next_stage, came_at
        for earlier in range(stage + 1):
            counts[_REACHED, first_row + earlier] += 1
        if 0 <= stage < stages - 1:
            sums = lost if is_closed[case] else still_open
            until = np.int64(time[high[case] - 1]) if is_closed[case] else now
            _add_time(sums.seconds, sums.times, first_row + stage, until - since, buckets)
    return StageSums(counts[_REACHED], counts[_SKIPPED], passed, lost, still_open)


@kernel
def _no_times(rows: int, buckets: int) -> StageTimes:
    return StageTimes(np.zeros(rows, np.int64), np.zeros(rows * buckets, np.uint32))


@inlined
def _add_time(sums: Any, times: Any, row: Any, seconds: Any, buckets: Any) -> None:
    sums[row] += seconds
    times[row * buckets + bucket(seconds)] += np.uint32(1)
