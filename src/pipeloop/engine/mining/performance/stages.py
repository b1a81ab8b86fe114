"""Cases on their way along stages: the pass over a log that a funnel is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.compiling import kernel
from pipeloop.engine.eventlog.log import Integers
from pipeloop.engine.mining.durations import Counts
from pipeloop.engine.mining.histogram import bucket


def places(width: int, stages: Sequence[Sequence[int]]) -> Counts:
    """The number of the stage of each step, -1 for one of none."""
    place = np.full(width, -1)
    for number, codes in enumerate(stages):
        if (place[list(codes)] >= 0).any():
            raise ValueError("a step is in two stages")
        place[list(codes)] = number
    return place


@kernel
def pass_stages(
    low: Counts,
    high: Counts,
    code: Integers,
    time: Integers,
    place: Counts,
    cohort: Counts,
    ended: NDArray[np.bool_],
    stages: int,
    rows: int,
    now: int,
    buckets: int,
) -> tuple[Any, ...]:
    """Cases that reached and that skipped each row; times of passing, losing and standing."""
    counts = np.zeros((2, rows), np.int64)
    seconds = np.zeros((3, rows), np.int64)
    times = np.zeros((3, rows * buckets), np.uint32)
    for case in range(len(low)):
        if cohort[case] < 0:
            continue
        first = cohort[case] * stages
        stage, since = np.int64(-1), np.int64(0)
        for event in range(np.uint64(low[case]), np.uint64(high[case])):
            next_one = place[np.uint64(code[event])]
            if next_one <= stage:
                continue
            at = np.int64(time[event])
            if stage >= 0:
                seconds[0, first + stage] += at - since
                times[0, (first + stage) * buckets + bucket(at - since)] += np.uint32(1)
            for between in range(stage + 1, next_one):
                counts[1, first + between] += 1
            stage, since = next_one, at
        for reached in range(stage + 1):
            counts[0, first + reached] += 1
        if 0 <= stage < stages - 1:
            kind = 1 if ended[case] else 2
            stood = (np.int64(time[high[case] - 1]) if ended[case] else now) - since
            seconds[kind, first + stage] += stood
            times[kind, (first + stage) * buckets + bucket(stood)] += np.uint32(1)
    return counts, seconds, times
