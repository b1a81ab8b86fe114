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
    reached, skipped = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    passed, lost = _no_times(rows, buckets), _no_times(rows, buckets)
    still_open = _no_times(rows, buckets)
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
                _add_time(passed, first_row + stage, came_at - since, buckets)
            for between in range(stage + 1, next_stage):
                skipped[first_row + between] += 1
            stage, since = next_stage, came_at
        for earlier in range(stage + 1):
            reached[first_row + earlier] += 1
        if 0 <= stage < stages - 1:
            if is_closed[case]:
                _add_time(lost, first_row + stage, np.int64(time[high[case] - 1]) - since, buckets)
            else:
                _add_time(still_open, first_row + stage, now - since, buckets)
    return StageSums(reached, skipped, passed, lost, still_open)


@kernel
def _no_times(rows: int, buckets: int) -> StageTimes:
    return StageTimes(np.zeros(rows, np.int64), np.zeros(rows * buckets, np.uint32))


@inlined
def _add_time(sums: Any, row: Any, seconds: Any, buckets: Any) -> None:
    sums.seconds[row] += seconds
    sums.times[row * buckets + bucket(seconds)] += np.uint32(1)
