"""The deals behind a figure of the funnel, of the steps and of the times between two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeloop.core.errors import NotFound
from pipeloop.engine.eventlog.filtering import Mask, durations, passing
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.performance.between import NONE, seconds_between
from pipeloop.engine.mining.performance.rework_masks import leaving_out, returning
from pipeloop.history.domain.filtering import codes
from pipeloop.history.queries.clocks import Clock, order_of
from pipeloop.history.queries.deals import Deals
from pipeloop.history.queries.funnel import stages_of
from pipeloop.history.queries.slices import Slice

REACHED, STOPPED, AGAIN, BACK, SKIPPED, BETWEEN = (
    "reached", "stopped", "again", "back", "skipped", "between",
)  # fmt: skip
KINDS = (REACHED, STOPPED, AGAIN, BACK, SKIPPED, BETWEEN)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that deals are behind.

    Args:
        kind: one of `KINDS`.
        one: the step; of a time between two, the first.
        two: the other.
        only: the steps that the funnel is made of; empty for the usual ones.
    """

    kind: str
    one: str
    two: str = ""
    only: tuple[str, ...] = ()


def deals_behind(part: Slice, figure: Figure, clock: Clock) -> Deals:
    """The chosen deals behind a figure, the longest first: between two steps, or in all.

    Raises:
        NotFound: there is no such figure.
    """
    if figure.kind not in KINDS:
        raise NotFound("figure")
    return part.remembered(
        f"behind {figure} {clock.key}", lambda log: _found(part, log, figure, clock)
    )


def _found(part: Slice, log: EventLog, figure: Figure, clock: Clock) -> Deals:
    here = _code(log, figure.one)
    if figure.kind == BETWEEN:
        seconds = seconds_between(clock.of(part), here, _code(log, figure.two))
        there = seconds != NONE
    else:
        seconds, there = durations(log), _mask(part, log, figure, here)
    numbers = np.flatnonzero(there)
    numbers = numbers[np.argsort(-seconds[numbers], kind="stable")]
    return Deals(log, numbers, seconds[numbers])


def _mask(part: Slice, log: EventLog, figure: Figure, here: int) -> Mask:
    if figure.kind == AGAIN:
        found: Mask = seconds_between(log, here, here) != NONE
        return found
    if figure.kind == BACK:
        return returning(log, here)
    if figure.kind == SKIPPED:
        order = order_of(part)
        return leaving_out(log, order, _place(order, here))
    stages = stages_of(part, figure.only)
    place = _place(stages, here)
    reached = passing(log, stages[place:])
    return reached if figure.kind == REACHED else reached & ~passing(log, stages[place + 1 :])


def _code(log: EventLog, name: str) -> int:
    found = codes(log.activities, [name])
    if not found:
        raise NotFound("step")
    return found[0]


def _place(order: tuple[int, ...], code: int) -> int:
    if code not in order:
        raise NotFound("step")
    return order.index(code)
