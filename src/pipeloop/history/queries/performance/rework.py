"""Rework: steps that deals repeat, go back to, or skip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.performance.rework import Returns, rework, skips
from pipeloop.history.queries.filtered_log import FilteredLog
from pipeloop.history.queries.performance.shares import Share, shares_of
from pipeloop.history.queries.step_order import order_of

# How many of the steps that deals come back from are named.
SOURCES = 2
# How many steps a summary names, and the share of deals below which a step is not worth naming.
NAMED, WORTH_NAMING = 4, 0.02
# A step that this share of deals skips is optional, and not a step that they leave out.
OPTIONAL_SHARE = 0.9
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReworkLine:
    """A step that deals come to more than once, or skip.

    A share is None where there are too few deals for one.

    Args:
        deals: deals that come to it; `reached`, that come to it or to a later step.
        again, at_once, back: deals that do it once more: at all, right after itself, and
            after other steps; `again_share` and `back_share`, of those that come to it.
        back_from: the steps that most deals come back from, and how many from each.
        skipped: deals that went on without it; `skipped_share`, of those that reached it.
    """

    name: str
    deals: int
    again: int
    again_share: Share | None
    at_once: int
    back: int
    back_share: Share | None
    back_from: tuple[tuple[str, int], ...]
    reached: int
    skipped: int
    skipped_share: Share | None

    @property
    def is_optional(self) -> bool:
        """Whether nearly all deals skip it."""
        return self.skipped >= OPTIONAL_SHARE * self.reached


@dataclass(frozen=True, slots=True)
class ReworkShare:
    """A step with the share of deals that came back to it, repeated it, or skipped it."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class ReworkSummary:
    """The steps that most deals come back to, repeat at once, and skip."""

    back: tuple[ReworkShare, ...]
    at_once: tuple[ReworkShare, ...]
    skipped: tuple[ReworkShare, ...]


def rework_of(filtered: FilteredLog) -> tuple[ReworkLine, ...]:
    """The steps of the filtered deals in their usual order."""
    return filtered.cached(("rework",), lambda log: _lines(log, order_of(filtered)))


def rework_summary(filtered: FilteredLog) -> ReworkSummary:
    """Where the filtered deals leave the straight path most often."""
    lines = rework_of(filtered)
    needed = [line for line in lines if not line.is_optional]
    return ReworkSummary(
        back=_largest((line.name, line.back, line.deals) for line in lines),
        at_once=_largest((line.name, line.at_once, line.deals) for line in lines),
        skipped=_largest((line.name, line.skipped, line.reached) for line in needed),
    )


def _largest(counts: Iterable[tuple[str, int, int]]) -> tuple[ReworkShare, ...]:
    """The largest shares worth naming, of steps with enough deals.

    Args:
        counts: name of a step, some of its deals, and all of them.
    """
    shares = [
        ReworkShare(name, some / all_) for name, some, all_ in counts if all_ >= SMALLEST_SAMPLE
    ]
    worth = [share for share in shares if share.share >= WORTH_NAMING]
    return tuple(sorted(worth, key=lambda share: -share.share)[:NAMED])


def _lines(log: EventLog, order: tuple[int, ...]) -> tuple[ReworkLine, ...]:
    repeats, omissions = rework(log), skips(log, order)
    again = shares_of(repeats.again_cases, repeats.cases)
    back = shares_of(repeats.returned_cases, repeats.cases)
    skipped = shares_of(omissions.skipped, omissions.past)
    sources = _sources(repeats.back, log.activities)
    return tuple(
        ReworkLine(
            name=log.activities[code],
            deals=int(repeats.cases[code]),
            again=int(repeats.again_cases[code]),
            again_share=again[code],
            at_once=int(repeats.at_once_cases[code]),
            back=int(repeats.returned_cases[code]),
            back_share=back[code],
            back_from=sources.get(code, ()),
            reached=int(omissions.past[place]),
            skipped=int(omissions.skipped[place]),
            skipped_share=skipped[place],
        )
        for place, code in enumerate(order)
    )


def _sources(back: Returns, names: tuple[str, ...]) -> dict[int, tuple[tuple[str, int], ...]]:
    """By step, the steps that most deals come back from."""
    sources: dict[int, tuple[tuple[str, int], ...]] = {}
    for place in np.argsort(-back.cases, kind="stable").tolist():
        target = int(back.target[place])
        largest = sources.get(target, ())
        if len(largest) < SOURCES:
            source = names[back.source[place]], int(back.cases[place])
            sources[target] = (*largest, source)
    return sources
