"""The time between any two steps, as a histogram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.performance.between import NONE, seconds_between
from pipeloop.history.domain.filtering import codes
from pipeloop.history.queries.clock import Clock
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.performance.shares import Share, shares_of
from pipeloop.history.queries.step_durations import step_durations
from pipeloop.history.queries.step_order import order_to_won

# The bars hold this share of deals; those that take longer than the last bar are counted as one.
BARS, SHOWN_SHARE = 24, 0.97
# Widths that a bar may have: in seconds, and in days of the clock.
SECONDS = (60, 300, 900, 1800, 3600, 7200)
DAYS = (0.5, 1, 2, 5, 7, 14, 30, 60, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many deals take a time from `low_s` up to `high_s`."""

    low_s: float
    high_s: float
    count: int


@dataclass(frozen=True, slots=True)
class TimeBetween:
    """How long deals take from one step to another; times are seconds of the clock.

    Args:
        count: deals that come from the one to the other; `share`, of those at the first.
        longer: deals that take longer than the last bar.
        mean_s, median_s, p90_s: None where there are too few deals.
    """

    source: str
    target: str
    count: int
    share: Share | None
    bars: tuple[Bar, ...]
    longer: int
    mean_s: float | None
    median_s: float | None
    p90_s: float | None

    @property
    def highest(self) -> int:
        """The most deals that any bar holds."""
        return max((bar.count for bar in self.bars), default=0)


def steps_in_order(filtered: FilteredLog) -> tuple[str, ...]:
    """Names of the steps of the filtered deals, in their usual order."""
    return tuple(filtered.whole.activities[code] for code in order_to_won(filtered))


def time_between(
    filtered: FilteredLog, source: str, target: str, clock: Clock
) -> TimeBetween | None:
    """How long the filtered deals take from one step to the first of another after it.

    Returns:
        None where the log has no such steps.
    """
    sources = codes(filtered.whole.activities, [source])
    targets = codes(filtered.whole.activities, [target])
    if not sources or not targets:
        return None
    return filtered.cached(
        ("time between", source, target, clock.key),
        lambda _log: _measure(filtered, clock.of(filtered), sources[0], targets[0], clock),
    )


def _measure(
    filtered: FilteredLog, log: EventLog, source: int, target: int, clock: Clock
) -> TimeBetween:
    seconds = seconds_between(log, source, target)
    seconds = seconds[seconds != NONE]
    is_enough = len(seconds) >= SMALLEST_SAMPLE
    bars = _bars(seconds, clock.day_s) if is_enough else ()
    median, p90 = np.quantile(seconds, (0.5, 0.9)) if is_enough else (np.nan, np.nan)
    at_source = step_durations(filtered, clock).cases[[source]]
    return TimeBetween(
        source=log.activities[source],
        target=log.activities[target],
        count=len(seconds),
        share=shares_of(np.array([len(seconds)]), at_source)[0],
        bars=bars,
        longer=len(seconds) - sum(bar.count for bar in bars),
        mean_s=float(seconds.mean()) if is_enough else None,
        median_s=float(median) if is_enough else None,
        p90_s=float(p90) if is_enough else None,
    )


def _bars(seconds: NDArray[np.int64], day_s: int) -> tuple[Bar, ...]:
    """As many bars of one round width as hold nearly all deals."""
    longest = float(np.quantile(seconds, SHOWN_SHARE))
    widths = [*(w for w in SECONDS if w < day_s * DAYS[0]), *(days * day_s for days in DAYS)]
    width = next((w for w in widths if w * BARS >= longest), longest / BARS)
    edges = np.arange(int(longest // width) + 2) * width
    # Whole seconds: the one on an edge begins the next bar.
    count = np.bincount(np.minimum(seconds // width, len(edges) - 1).astype(np.int64))
    return tuple(
        Bar(float(edges[place]), float(edges[place + 1]), int(count[place]))
        for place in range(min(len(edges) - 1, len(count)))
    )
