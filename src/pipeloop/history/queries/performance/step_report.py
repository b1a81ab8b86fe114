"""The steps in numbers: how long each takes, how many deals come, go and wait there now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.durations import Times
from pipeloop.history.queries.clock import Clock
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.hanging import STALLED, Hanging, hanging_of
from pipeloop.history.queries.step_durations import step_durations
from pipeloop.history.queries.step_order import order_of

# A table of more steps than this is read by nobody: the most frequent ones are shown.
MAX_STEPS = 100
_QUANTILES = (("median_s", 0.5), ("p80_s", 0.8), ("p90_s", 0.9))


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step; every time is in seconds of the clock, None where there are too few deals.

    Args:
        came, went: how often deals came to it, and went on from it.
        standing: deals that wait there now; `stalled`, those of them that hang.
        mean_s, median_s, p80_s, p90_s: of the time that deals stay there.
        waiting_s, work_s: mean time before work on the step begins, and of the work.
    """

    name: str
    came: int
    went: int
    standing: int
    stalled: int
    mean_s: float | None
    median_s: float | None
    p80_s: float | None
    p90_s: float | None
    waiting_s: float | None
    work_s: float | None


@dataclass(frozen=True, slots=True)
class StepReport:
    """The steps of the filtered deals in their usual order."""

    lines: tuple[StepLine, ...]
    hanging: Hanging

    @property
    def has_work(self) -> bool:
        """Whether it is known of any step when work on it began."""
        return any(line.work_s is not None for line in self.lines)

    @property
    def slowest(self) -> StepLine | None:
        """The step with the longest median time."""
        timed = [line for line in self.lines if line.median_s is not None]
        return max(timed, key=lambda line: (line.median_s or 0, line.mean_s or 0), default=None)

    @property
    def longest_s(self) -> float:
        """The longest time that a chart of them shows."""
        return max((line.p90_s or 0 for line in self.lines), default=0)


def step_report(filtered: FilteredLog, clock: Clock) -> StepReport:
    """What each step of the filtered deals takes."""
    hanging = hanging_of(filtered)
    return StepReport(_lines(filtered, filtered.deals, clock, hanging), hanging)


def _lines(
    filtered: FilteredLog, log: EventLog, clock: Clock, hanging: Hanging
) -> tuple[StepLine, ...]:
    durations, order = step_durations(filtered, clock), order_of(filtered)
    most_frequent = set(sorted(order, key=lambda code: -durations.events[code])[:MAX_STEPS])
    stay, waiting, work = durations.stay, durations.waiting, durations.work
    quantiles = {name: _where_enough(stay, stay.quantile_s(q)) for name, q in _QUANTILES}
    means = [_where_enough(times, times.mean_s) for times in (stay, waiting, work)]
    return tuple(
        StepLine(
            name=log.activities[code],
            came=int(durations.events[code]),
            went=int(durations.events[code] - durations.last[code]),
            standing=int(hanging.by_step[code].sum()),
            stalled=int(hanging.by_step[code, STALLED]),
            mean_s=means[0][code],
            waiting_s=means[1][code],
            work_s=means[2][code],
            **{name: values[code] for name, values in quantiles.items()},
        )
        for code in order
        if code in most_frequent
    )


def _where_enough(times: Times, values: NDArray[np.float64]) -> list[float | None]:
    """A value by step, None where there are too few times."""
    is_enough = times.count >= SMALLEST_SAMPLE
    return [
        float(value) if enough else None for value, enough in zip(values, is_enough, strict=True)
    ]
