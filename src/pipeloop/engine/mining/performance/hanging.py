"""Open cases as they stand now, and which of them stand too long for what is usual there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.hanging import OVERDUE_SIGNS, POINTS, hanging_level, overdue_after
from pipeloop.engine.mining.durations import Counts, Numbers, Times


@dataclass(frozen=True)
class OpenCases:
    """Open cases as they stand now, the most overdue first; each array of shape (open cases,).

    Args:
        case: number of the case in the log.
        step: code of its last step.
        since: when it came there, in seconds of the log.
        stood_s: how long it has stood there, in seconds.
        usual_s: how long a stay there usually lasts, in seconds; not a number where not known.
        times: how many usual stays it has stood there; not a number where that is not known.
        level: 0 for in time, 1 for a case that needs a look, 2 for a stalled one.
    """

    case: Counts
    step: Counts
    since: Counts
    stood_s: Counts
    usual_s: Numbers
    times: Numbers
    level: NDArray[np.int8]


def median_stays(stay: Times) -> Numbers:
    """The median stay on each step, in seconds; not a number from too few of them.

    Args:
        stay: how long cases stay on each step, see `Steps.stay`.
    """
    return np.where(stay.count >= SMALLEST_SAMPLE, stay.quantile_s(0.5), np.nan)


def open_cases(
    log: EventLog,
    is_open: NDArray[np.bool_],
    usual_s: Numbers,
    *,
    now: int,
    day_s: int,
    level: NDArray[np.int8] | None = None,
) -> OpenCases:
    """Where open cases stand, since when, and whether that is too long.

    Args:
        log: with its times in the seconds in which stays are counted.
        is_open: whether each case is; shape (cases,). One without an event is left out.
        usual_s: how long a stay on each step usually lasts, in the same seconds; not a number
            where not known; shape (activities,).
        now: seconds of the log.
        day_s: seconds of a day.
        level: of each case, where more is known of it than its stay; shape (cases,). By default
            the rule of hanging is applied to the stay alone.
    """
    case = np.flatnonzero(is_open & (log.high > log.low))
    last = log.high[case] - 1
    step, since = log.activity[last].astype(np.int64), log.time[last].astype(np.int64)
    stood, usual = now - since, usual_s[step]
    # Where others leave at once, any stay is many usual ones: a second stands for none.
    times = stood / np.maximum(usual, 1)
    levels = stay_level(stood, usual, day_s) if level is None else level[case]
    # Whatever is not known sorts last, as not a number does.
    order = np.lexsort((-stood, -times, -levels))
    return OpenCases(
        case[order],
        step[order],
        since[order],
        stood[order],
        usual[order],
        times[order],
        levels[order],
    )


def stay_level(stood_s: Counts, usual_s: Numbers, day_s: int) -> NDArray[np.int8]:
    """What the rule of hanging says of stays alone; 0 where the usual time is not known."""
    warns, critical = overdue_after(usual_s, day_s)
    warn_sign, critical_sign = OVERDUE_SIGNS
    points = POINTS[warn_sign] * (stood_s > warns) + POINTS[critical_sign] * (stood_s > critical)
    return hanging_level(points)
