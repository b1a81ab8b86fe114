"""The process map: steps, what follows what, and from which share on each is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.discovery.dfg import DirectlyFollows, discover_dfg
from pipeloop.engine.mining.discovery.pairs import Counts
from pipeloop.engine.mining.discovery.simplification import (
    END,
    START,
    EdgeThresholds,
    simplify,
    weights,
)
from pipeloop.engine.mining.discovery.variants import Variants, variants
from pipeloop.engine.mining.histogram import BUCKETS, DurationHistogram
from pipeloop.history.queries.clocks import Clock
from pipeloop.history.queries.slices import Slice

# More than this nobody reads from a picture; the table that is taken out has all.
MOST_EDGES = 400
CALENDAR = Clock()
Floats = NDArray[np.float64]
METRICS = ("mean", "median", "p90")
# Of the edges that at least this share of deals takes, the slowest part is worth a look.
FREQUENT, SLOWEST = 0.01, 0.1
# Nothing that takes less than a minute is slow.
MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class MapStep:
    """A step of the map.

    Args:
        count: how often it was entered; `first` and `last`, how many deals began and ended there.
        times: mean, median and 90th percentile of the time until a deal went on, in seconds;
            empty where none did.
        slow: those of them that are among the slowest of the map.
        level: from which share of moves on it is shown.
    """

    code: int
    name: str
    count: int
    first: int
    last: int
    times: dict[str, float]
    slow: tuple[str, ...]
    level: float


@dataclass(frozen=True, slots=True)
class MapEdge:
    """One step right after another, by their codes.

    Args:
        count: how often; `cases`, in how many deals.
        times: mean, median and 90th percentile of the time between the two, in seconds.
        slow: those of them that are among the slowest of the map.
    """

    source: int
    target: int
    count: int
    cases: int
    times: dict[str, float]
    slow: tuple[str, ...]
    level: float


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """A map with its most frequent path, by codes.

    Args:
        ends: level of each edge from `START` and to `END`.
        hidden: how many edges are too rare for the picture.
    """

    cases: int
    events: int
    steps: tuple[MapStep, ...]
    edges: tuple[MapEdge, ...]
    ends: dict[tuple[int, int], float]
    main: tuple[int, ...]
    main_cases: int
    hidden: int
    moves: int


def dfg_of(part: Slice, clock: Clock = CALENDAR) -> DirectlyFollows:
    """What follows what in the chosen deals."""
    return part.remembered(f"follows {clock.key}", lambda _log: discover_dfg(clock.of(part)))


def variants_of(part: Slice) -> Variants:
    """The paths of the chosen deals."""
    return part.remembered("variants", variants)


def process_map_of(part: Slice, clock: Clock = CALENDAR) -> ProcessMap:
    """The map of the chosen deals."""
    found, ways = dfg_of(part, clock), variants_of(part)
    return part.remembered(f"map {clock.key}", lambda log: _made(log, found, ways))


def _made(log: EventLog, found: DirectlyFollows, ways: Variants) -> ProcessMap:
    main = _main(log, ways)
    levels = simplify(found, main)
    edges = sorted(_edges(found, levels), key=lambda edge: (edge.level, -edge.count))
    shown = _shown(edges)
    steps = _steps(log, found, levels)
    known = {code for edge in shown for code in (edge.source, edge.target)} | set(main)
    if len(shown) < len(edges):
        steps = [step for step in steps if step.code in known]
    ends = {e: n for e, n in levels.edges.items() if START in e or END in e}
    return ProcessMap(
        cases=int(found.first.sum()),
        events=int(found.events.sum()),
        steps=tuple(sorted(steps, key=lambda step: (-step.count, step.code))),
        edges=tuple(shown),
        ends=ends,
        main=tuple(main),
        main_cases=int(ways.count[0]) if len(ways.count) else 0,
        hidden=len(edges) - len(shown),
        moves=sum(weights(found).values()),
    )


def _main(log: EventLog, ways: Variants) -> list[int]:
    """Codes of the steps of the most frequent path."""
    if not len(ways.count):
        return []
    case = int(np.searchsorted(log.cases, ways.example[0]))
    return [int(code) for code in log.activity[log.low[case] : log.high[case]]]


def _shown(edges: list[MapEdge]) -> list[MapEdge]:
    """As many as a picture bears; of those shown together, all or none."""
    if len(edges) <= MOST_EDGES:
        return edges
    first = edges[MOST_EDGES].level
    return [edge for edge in edges if edge.level < first]


def _edges(found: DirectlyFollows, levels: EdgeThresholds) -> list[MapEdge]:
    times = {"mean": found.mean_s, "median": found.quantile_s(0.5), "p90": found.quantile_s(0.9)}
    slow = _slow(times, found.cases, found)
    return [
        MapEdge(
            source=int(source),
            target=int(target),
            count=int(found.count[place]),
            cases=int(found.cases[place]),
            times={name: float(values[place]) for name, values in times.items()},
            slow=slow[place],
            level=levels.edges[int(source), int(target)],
        )
        for place, (source, target) in enumerate(zip(found.source, found.target, strict=True))
    ]


def _steps(log: EventLog, found: DirectlyFollows, levels: EdgeThresholds) -> list[MapStep]:
    times, left = _stands(found)
    slow = _slow(times, left, found)
    return [
        MapStep(
            code=code,
            name=log.activities[code],
            count=int(found.events[code]),
            first=int(found.first[code]),
            last=int(found.last[code]),
            times={name: float(times[name][code]) for name in METRICS} if left[code] else {},
            slow=slow[code],
            level=level,
        )
        for code, level in levels.steps.items()
    ]


def _stands(found: DirectlyFollows) -> tuple[dict[str, Floats], Counts]:
    """How long deals stand on each step before they go on, and how often they do."""
    row, place = np.divmod(found.histogram.cell, BUCKETS)
    cells = found.source[row] * BUCKETS + place
    spread = DurationHistogram.summed(found.width, cells, found.histogram.count)
    left = spread.totals()
    spent = np.bincount(found.source, found.seconds, found.width)
    mean = spent / np.maximum(left, 1)
    return {"mean": mean, "median": spread.quantile(0.5), "p90": spread.quantile(0.9)}, left


def _slow(times: dict[str, Floats], often: Counts, found: DirectlyFollows) -> list[tuple[str, ...]]:
    """By which ways of telling the time each row is among the slowest of those that matter."""
    matters = often >= max(1, FREQUENT * found.first.sum())
    if matters.sum() < 1 / SLOWEST:
        # Of a few, the slowest part is not one.
        return [()] * len(often)
    bounds = {
        name: max(MINUTE_S, float(np.quantile(values[matters], 1 - SLOWEST, method="lower")))
        for name, values in times.items()
    }
    return [
        tuple(n for n in METRICS if matters[row] and times[n][row] > bounds[n])
        for row in range(len(often))
    ]
