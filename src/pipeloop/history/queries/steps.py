"""What each step takes: how long, how many come, go and stand there now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.durations import Times
from pipeloop.history.queries.clocks import LEAST, Clock, order_of, steps_of
from pipeloop.history.queries.hanging import TOO_LONG, Hanging, hanging_of
from pipeloop.history.queries.slices import Slice

# More steps than this are nobody's table: the most frequent are told.
MOST = 100


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step; every time is in seconds of the clock, None where too few are seen.

    Args:
        came, went: how often deals came to it, and went on from it.
        standing: deals that stand there now; `over`, those of them for more than two medians.
        mean_s, median_s, p80_s, p90_s: of the time that deals stay there.
        waiting_s, work_s: means of what passes before work begins there, and of work.
    """

    name: str
    came: int
    went: int
    standing: int
    over: int
    mean_s: float | None
    median_s: float | None
    p80_s: float | None
    p90_s: float | None
    waiting_s: float | None
    work_s: float | None


@dataclass(frozen=True, slots=True)
class StepsFound:
    """The steps of the chosen deals in their usual order."""

    lines: tuple[StepLine, ...]
    hanging: Hanging

    @property
    def has_work(self) -> bool:
        """Whether it is known of any step when work on it began."""
        return any(line.work_s is not None for line in self.lines)

    @property
    def slowest(self) -> StepLine | None:
        """The step on which half of the deals stay longest."""
        told = [line for line in self.lines if line.median_s is not None]
        return max(told, key=lambda line: (line.median_s or 0, line.mean_s or 0), default=None)

    @property
    def longest_s(self) -> float:
        """The longest time that a picture of them must hold."""
        return max((line.p90_s or 0 for line in self.lines), default=0)


def steps_told(part: Slice, clock: Clock) -> StepsFound:
    """What each step of the chosen deals takes."""
    hanging = hanging_of(part, clock)
    return part.remembered(
        f"steps told {clock.key} {hanging.until}", lambda log: _told(part, log, clock, hanging)
    )


def _told(part: Slice, log: EventLog, clock: Clock, hanging: Hanging) -> StepsFound:
    found, order = steps_of(part, clock), order_of(part)
    often = set(sorted(order, key=lambda code: -found.events[code])[:MOST])
    stay = {name: _kept(found.stay, found.stay.quantile_s(q)) for name, q in _QUANTILES}
    means = [_kept(times, times.mean_s) for times in (found.stay, found.waiting, found.work)]
    lines = [
        StepLine(
            name=log.activities[code],
            came=int(found.events[code]),
            went=int(found.events[code] - found.last[code]),
            standing=int(hanging.by_step[code].sum()),
            over=int(hanging.by_step[code, TOO_LONG]),
            mean_s=means[0][code],
            waiting_s=means[1][code],
            work_s=means[2][code],
            **{name: values[code] for name, values in stay.items()},
        )
        for code in order
        if code in often
    ]
    return StepsFound(tuple(lines), hanging)


_QUANTILES = (("median_s", 0.5), ("p80_s", 0.8), ("p90_s", 0.9))


def _kept(times: Times, values: np.ndarray) -> list[float | None]:
    """By step, None where there are too few times to tell."""
    enough = times.count >= LEAST
    return [float(value) if some else None for value, some in zip(values, enough, strict=True)]
