"""What is done again, where deals go back to, and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.shares import wilson
from pipeloop.engine.mining.performance.rework import Returns, rework, skips
from pipeloop.history.queries.clocks import LEAST, order_of
from pipeloop.history.queries.funnel import Share
from pipeloop.history.queries.slices import Slice

# As many of the ways back to a step as are named.
FROM = 2
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A step that deals come to more than once, or leave out.

    Shares are None where they would be told of too few deals.

    Args:
        deals: that come to it; `past`, that come to it or to a later one.
        again, at_once, back: deals that do it once more: at all, right after itself, and
            after other steps; `again_share` and `back_share`, of those that come to it.
        back_from: the steps that most come back from, and how many deals from each.
        skipped: deals that went on past it; `skipped_share`, of those that came so far.
    """

    name: str
    deals: int
    again: int
    again_share: Share | None
    at_once: int
    back: int
    back_share: Share | None
    back_from: tuple[tuple[str, int], ...]
    past: int
    skipped: int
    skipped_share: Share | None


def returns_of(part: Slice) -> tuple[ReturnLine, ...]:
    """The steps of the chosen deals in their usual order."""
    return part.remembered("returns", lambda log: _found(log, order_of(part)))


def _found(log: EventLog, order: tuple[int, ...]) -> tuple[ReturnLine, ...]:
    found, left_out = rework(log), skips(log, order)
    again = shares_of(found.again_cases, found.cases)
    back = shares_of(found.returned_cases, found.cases)
    skipped = shares_of(left_out.skipped, left_out.past)
    ways = _ways(found.back, log.activities)
    return tuple(
        ReturnLine(
            name=log.activities[code],
            deals=int(found.cases[code]),
            again=int(found.again_cases[code]),
            again_share=again[code],
            at_once=int(found.at_once_cases[code]),
            back=int(found.returned_cases[code]),
            back_share=back[code],
            back_from=ways.get(code, ()),
            past=int(left_out.past[place]),
            skipped=int(left_out.skipped[place]),
            skipped_share=skipped[place],
        )
        for place, code in enumerate(order)
    )


def shares_of(some: Counts, whole: Counts) -> list[Share | None]:
    """Shares with their intervals; None where they would be told of too few."""
    low, high = wilson(some, whole)
    return [
        Share(int(part) / int(all_), float(a), float(b)) if all_ >= LEAST else None
        for part, all_, a, b in zip(some, whole, low, high, strict=True)
    ]


def _ways(back: Returns, names: tuple[str, ...]) -> dict[int, tuple[tuple[str, int], ...]]:
    """By step, from where most deals come back to it."""
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for place in np.argsort(-back.cases, kind="stable").tolist():
        into = int(back.target[place])
        told = found.get(into, ())
        if len(told) < FROM:
            found[into] = (*told, (names[back.source[place]], int(back.cases[place])))
    return found
