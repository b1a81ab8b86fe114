"""Variants: which ways deals take, how often, how long, and how they end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.discovery.variants import Variants, variants
from pipeloop.engine.mining.json_shapes import example_path
from pipeloop.history.domain.filtering import ENDS, outcomes
from pipeloop.history.queries.maps import variants_of
from pipeloop.history.queries.slices import Slice

PAGE = 20
MOST = 0.8


@dataclass(frozen=True, slots=True)
class PathLine:
    """A path.

    Args:
        key: names it in an address.
        steps: with the code of each.
        together: the share of deals that take this path or a more frequent one.
        ends: how many deals of it ended how.
    """

    key: str
    steps: tuple[tuple[int, str], ...]
    count: int
    share: float
    together: float
    mean_s: float
    ends: dict[str, int]


@dataclass(frozen=True, slots=True)
class PathsPage:
    """A page of paths, the most frequent first.

    Args:
        all: how many paths there are.
        most: how many of them cover four deals of five.
    """

    lines: tuple[PathLine, ...]
    all: int
    most: int
    cases: int
    has_ends: bool
    more: bool


def paths_page(part: Slice, *, page: int = 1) -> PathsPage:
    """A page of the paths of the chosen deals."""
    found = variants_of(part)
    total, covered = int(found.count.sum()), np.cumsum(found.count)
    first = (page - 1) * PAGE
    by_end = _by_end(part)
    lines = [
        _line(part.deals, found, place, covered, by_end)
        for place in range(first, min(first + PAGE, len(found.count)))
    ]
    return PathsPage(
        lines=tuple(lines),
        all=len(found.count),
        most=int(np.searchsorted(covered, MOST * total)) + 1 if total else 0,
        cases=total,
        has_ends=any(name != "open" for name in by_end),
        more=first + PAGE < len(found.count),
    )


def _by_end(part: Slice) -> dict[str, Variants]:
    """The paths of deals that ended alike, for each way in which any did."""

    def found(log: EventLog) -> dict[str, Variants]:
        ends = outcomes(log)
        told = {name.value: variants(log.select(ends == code)) for code, name in enumerate(ENDS)}
        return {name: ended for name, ended in told.items() if len(ended.count)}

    return part.remembered("paths by outcome", found)


def _line(
    log: EventLog, found: Variants, place: int, covered: np.ndarray, by_end: dict[str, Variants]
) -> PathLine:
    case = int(found.example[place])
    number = int(np.searchsorted(log.cases, case))
    codes = log.activity[log.low[number] : log.high[number]].tolist()
    count = int(found.count[place])
    return PathLine(
        key=key_of(found, place),
        steps=tuple(zip(codes, example_path(log, case), strict=True)),
        count=count,
        share=count / int(covered[-1]),
        together=int(covered[place]) / int(covered[-1]),
        mean_s=int(found.seconds[place]) / count,
        ends={name: _count(ended, found.key[place]) for name, ended in by_end.items()},
    )


def _count(ended: Variants, key: np.ndarray) -> int:
    return int(ended.count[(ended.key == key).all(axis=1)].sum())


def key_of(found: Variants, place: int) -> str:
    """A path's key as an address has it."""
    return "".join(f"{int(half):016x}" for half in found.key[place])
