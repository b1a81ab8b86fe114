"""The time between any two steps, as a histogram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.between import NONE, seconds_between
from pipeloop.history.domain.filtering import codes
from pipeloop.history.queries.clocks import LEAST, Clock, order_to_won, steps_of
from pipeloop.history.queries.funnel import Share
from pipeloop.history.queries.returns import shares_of
from pipeloop.history.queries.slices import Slice

# Bars hold nearly all; what takes longer than the last of them is told as one.
BARS, HELD = 24, 0.97
# Widths that a bar may have: in seconds, and in days of the clock.
SHORT = (60, 300, 900, 1800, 3600, 7200)
DAYS = (0.5, 1, 2, 5, 7, 14, 30, 60, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many deals take so long, from the one time up to the other."""

    low_s: float
    high_s: float
    count: int


@dataclass(frozen=True, slots=True)
class BetweenFound:
    """How long deals take from one step to another; times are seconds of the clock.

    Args:
        count: deals that come from the one to the other; `share`, of those at the one.
        longer: those that take longer than the last bar.
        mean_s, median_s, p90_s: None where too few are seen.
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


def steps_to_choose(part: Slice) -> tuple[str, ...]:
    """Names of the steps of the chosen deals, in their usual order."""
    return tuple(part.whole.activities[code] for code in order_to_won(part))


def between_of(part: Slice, source: str, target: str, clock: Clock) -> BetweenFound | None:
    """How long the chosen deals take from one step to the first of another after it.

    Returns:
        None where the log has no such steps.
    """
    known = codes(part.whole.activities, [source]), codes(part.whole.activities, [target])
    if not all(known):
        return None
    return part.remembered(
        f"between {source} → {target} {clock.key}",
        lambda _log: _found(part, clock.of(part), known[0][0], known[1][0], clock),
    )


def _found(part: Slice, log: EventLog, source: int, target: int, clock: Clock) -> BetweenFound:
    seconds = seconds_between(log, source, target)
    seconds = seconds[seconds != NONE]
    enough = len(seconds) >= LEAST
    bars = _bars(seconds, clock.day_s) if enough else ()
    middle, late = np.quantile(seconds, (0.5, 0.9)) if enough else (np.nan, np.nan)
    at_source = steps_of(part, clock).cases[[source]]
    return BetweenFound(
        source=log.activities[source],
        target=log.activities[target],
        count=len(seconds),
        share=shares_of(np.array([len(seconds)]), at_source)[0],
        bars=bars,
        longer=len(seconds) - sum(bar.count for bar in bars),
        mean_s=float(seconds.mean()) if enough else None,
        median_s=float(middle) if enough else None,
        p90_s=float(late) if enough else None,
    )


def _bars(seconds: np.ndarray, day_s: int) -> tuple[Bar, ...]:
    """As many bars of one round width as hold nearly all."""
    held = float(np.quantile(seconds, HELD))
    widths = [*(w for w in SHORT if w < day_s * DAYS[0]), *(days * day_s for days in DAYS)]
    width = next((w for w in widths if w * BARS >= held), held / BARS)
    edges = np.arange(int(held // width) + 2) * width
    # Whole seconds: the one on an edge begins the next bar.
    count = np.bincount(np.minimum(seconds // width, len(edges) - 1).astype(np.int64))
    return tuple(
        Bar(float(edges[place]), float(edges[place + 1]), int(count[place]))
        for place in range(min(len(edges) - 1, len(count)))
    )
