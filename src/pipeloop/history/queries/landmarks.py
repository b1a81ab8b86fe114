"""At which steps deals are compared: those that a deal may reach before it is known how it ends."""

from __future__ import annotations

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history.domain.outcomes import outcomes
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.step_order import order_of

# Such a part of closed deals comes to a step and ends there: the step closes deals.
NEARLY_ALL = 0.9


def landmark_steps(part: FilteredLog, most: int | None = None) -> list[int]:
    """Codes of the steps of the chosen deals in their usual order, without those that end them.

    Left out are steps by which deals are won or lost, and one that closes nearly all deals,
    whatever came before: who comes there is known only at the end.

    Args:
        most: how many, the most frequent ones; all by default.
    """
    order = order_of(part)
    closing, events = part.cached(("closing steps",), _closing)
    steps = [code for code in order if not closing[code]]
    frequent = sorted(steps, key=lambda code: -events[code])[:most]
    return [code for code in steps if code in frequent]


def _closing(log: EventLog) -> tuple[np.ndarray, np.ndarray]:
    """Which steps close nearly all deals, and how many events each step has; by code."""
    width = len(log.activities)
    closed = (outcomes(log) > 0) & (log.high > log.low)
    last = log.activity[log.high[closed] - 1]
    ended_there = np.bincount(last, minlength=width)
    events = np.bincount(log.activity, minlength=width)
    return ended_there >= NEARLY_ALL * max(1, int(closed.sum())), events
