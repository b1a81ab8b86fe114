"""The rule of hanging: signs with points, and how long a stay on a step may last.

One definition for every page, the API and the command line. A deal whose signs add up to
`WARNS` points needs a look, to `HANGS` it is stalled. Durations are working seconds of a
calendar, and a day is a working day of it. Source: section 2.9 of the domain specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE

WARNS, HANGS = 1, 3
# Points of each sign.
POINTS = {
    "no_next_step": 3,
    "step_overdue_warn": 1,
    "step_overdue_crit": 2,
    "silence": 2,
    "close_pushed": 2,
    "close_past": 2,
    "single_thread": 2,
    "no_map_15": 3,
    "stage_mismatch": 2,
}
# Signs that follow from stays on steps alone: all that can be known from a log of events.
OVERDUE_SIGNS = ("step_overdue_warn", "step_overdue_crit")

# A stay over so many usual times is a sign, and over so many another one.
WARN_TIMES, CRITICAL_TIMES = 1.5, 2.0

Seconds = TypeVar("Seconds", float, NDArray[np.float64])


@dataclass(frozen=True, slots=True)
class UsualTime:
    """How long a stay on a step usually lasts.

    Args:
        seconds: working seconds.
        departures: how many of the company's own departures were seen.
        is_own: whether it is the median of those; else it is the template's number.
    """

    seconds: float
    departures: int
    is_own: bool


def usual_time(
    *, median_s: float | None, departures: int, template_s: float | None
) -> UsualTime | None:
    """The company's own median from `SMALLEST_SAMPLE` departures on, else the template's number.

    Args:
        median_s: median stay of the departures, in working seconds; None without any.
        template_s: what the template expects, in working seconds; None where it gives none.

    Returns:
        None where neither is known.
    """
    if median_s is not None and departures >= SMALLEST_SAMPLE:
        return UsualTime(median_s, departures, is_own=True)
    return None if template_s is None else UsualTime(template_s, departures, is_own=False)


def overdue_after(usual_s: Seconds, day_s: int) -> tuple[Seconds, Seconds]:
    """From which stay on a step it is overdue, and critically so, in working seconds.

    At least one day more than usual, so that a step of hours or of a day does not warn at once.

    Args:
        usual_s: usual stays in working seconds, of any shape; not a number where not known.
        day_s: working seconds of a day.
    """
    least = usual_s + day_s
    return (
        np.maximum(WARN_TIMES * usual_s, least),
        np.maximum(CRITICAL_TIMES * usual_s, least),
    )


def hanging_level(points: NDArray[np.int64]) -> NDArray[np.int8]:
    """0 for in time, 1 for a deal that needs a look, 2 for a stalled one, by points."""
    return (points >= WARNS).astype(np.int8) + (points >= HANGS)
