"""Drill-down: the deals behind a figure of the funnel, of the steps and of the time between two."""

from __future__ import annotations

from dataclasses import dataclass

from pipeloop.core.errors import NotFound
from pipeloop.engine.eventlog.filtering import Mask, durations, has_step
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.between import NONE, seconds_between
from pipeloop.engine.mining.performance.rework_masks import has_return, has_skip
from pipeloop.history.queries.clock import Clock
from pipeloop.history.queries.deals import Deals, longest_first, step_code
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.performance.funnel import funnel_codes
from pipeloop.history.queries.step_order import order_of

REACHED, STOPPED, AGAIN, BACK, SKIPPED, BETWEEN = (
    "reached", "stopped", "again", "back", "skipped", "between",
)  # fmt: skip
FIGURES = (REACHED, STOPPED, AGAIN, BACK, SKIPPED, BETWEEN)


@dataclass(frozen=True, slots=True)
class DrillDown:
    """A figure whose deals are asked for.

    Args:
        figure: one of `FIGURES`.
        source: the step; of a time between two, the first.
        target: of a time between two, the other step.
        only: the steps that the funnel shows; empty for the usual ones.
    """

    figure: str
    source: str
    target: str = ""
    only: tuple[str, ...] = ()


def drilldown_deals(filtered: FilteredLog, drilldown: DrillDown, clock: Clock) -> Deals:
    """The filtered deals behind a figure, the longest first: between two steps, or in all.

    Raises:
        NotFound: there is no such figure or step.
    """
    if drilldown.figure not in FIGURES:
        raise NotFound("figure")

    def compute(log: EventLog) -> Deals:
        source = step_code(log, drilldown.source)
        if drilldown.figure == BETWEEN:
            target = step_code(log, drilldown.target)
            seconds = seconds_between(clock.of(filtered), source, target)
            return longest_first(log, seconds, seconds != NONE)
        return longest_first(log, durations(log), _mask(filtered, log, drilldown, source))

    return filtered.cached(("drill-down", drilldown, clock.key), compute)


def _mask(filtered: FilteredLog, log: EventLog, drilldown: DrillDown, code: int) -> Mask:
    """Which deals are behind the figure, shape (cases,)."""
    if drilldown.figure == AGAIN:
        is_repeated: Mask = seconds_between(log, code, code) != NONE
        return is_repeated
    if drilldown.figure == BACK:
        return has_return(log, code)
    if drilldown.figure == SKIPPED:
        order = order_of(filtered)
        return has_skip(log, order, _place(order, code))
    funnel = funnel_codes(filtered, drilldown.only)
    place = _place(funnel, code)
    has_reached = has_step(log, funnel[place:])
    if drilldown.figure == REACHED:
        return has_reached
    return has_reached & ~has_step(log, funnel[place + 1 :])


def _place(order: tuple[int, ...], code: int) -> int:
    if code not in order:
        raise NotFound("step")
    return order.index(code)
