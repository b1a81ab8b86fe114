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
from pipeloop.engine.mining.discovery.variants import Variants
from pipeloop.engine.mining.histogram import BUCKETS, DurationHistogram
from pipeloop.history.queries.clock import CALENDAR, Clock
from pipeloop.history.queries.discovery.variants import variants_of
from pipeloop.history.queries.filtered_log import FilteredLog

# Nobody reads more edges than this from a picture; the workbook has all.
MAX_EDGES = 400
Floats = NDArray[np.float64]
METRICS = ("mean", "median", "p90")
# Of the edges that at least this share of deals takes, this part is marked as slow.
FREQUENT_SHARE, SLOWEST_SHARE = 0.01, 0.1
# Nothing that takes less than a minute is slow.
MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class MapNode:
    """A step of the map.

    Args:
        count: how often it was entered; `first` and `last`, how many deals began and ended there.
        times: mean, median and p90 of the time until a deal went on, in seconds;
            empty where none did.
        slow: names of those times that are among the slowest of the map.
        level: the share of moves from which on it is shown.
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
        times: mean, median and p90 of the time between the two, in seconds.
        slow: names of those times that are among the slowest of the map.
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
    """A map with its most frequent variant, by codes.

    Args:
        ends: level of each edge from `START` and to `END`.
        hidden: how many edges are too rare for the picture.
    """

    cases: int
    events: int
    steps: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    ends: dict[tuple[int, int], float]
    main: tuple[int, ...]
    main_cases: int
    hidden: int
    moves: int


def dfg_of(filtered: FilteredLog, clock: Clock = CALENDAR) -> DirectlyFollows:
    """The directly-follows graph of the filtered deals."""
    return filtered.cached(
        ("directly follows", clock.key), lambda _log: discover_dfg(clock.of(filtered))
    )


def process_map_of(filtered: FilteredLog, clock: Clock = CALENDAR) -> ProcessMap:
    """The map of the filtered deals."""
    dfg, counted = dfg_of(filtered, clock), variants_of(filtered)
    return filtered.cached(("process map", clock.key), lambda log: _draw_map(log, dfg, counted))


def _draw_map(log: EventLog, dfg: DirectlyFollows, counted: Variants) -> ProcessMap:
    main = _main_variant(log, counted)
    levels = simplify(dfg, main)
    edges = sorted(_edges(dfg, levels), key=lambda edge: (edge.level, -edge.count))
    drawn = _readable(edges)
    steps = _steps(log, dfg, levels)
    drawn_codes = {code for edge in drawn for code in (edge.source, edge.target)} | set(main)
    if len(drawn) < len(edges):
        steps = [step for step in steps if step.code in drawn_codes]
    ends = {e: n for e, n in levels.edges.items() if START in e or END in e}
    return ProcessMap(
        cases=int(dfg.first.sum()),
        events=int(dfg.events.sum()),
        steps=tuple(sorted(steps, key=lambda step: (-step.count, step.code))),
        edges=tuple(drawn),
        ends=ends,
        main=tuple(main),
        main_cases=int(counted.count[0]) if len(counted.count) else 0,
        hidden=len(edges) - len(drawn),
        moves=sum(weights(dfg).values()),
    )


def _main_variant(log: EventLog, counted: Variants) -> list[int]:
    """Codes of the steps of the most frequent variant."""
    if not len(counted.count):
        return []
    case = int(np.searchsorted(log.cases, counted.example[0]))
    return [int(code) for code in log.activity[log.low[case] : log.high[case]]]


def _readable(edges: list[MapEdge]) -> list[MapEdge]:
    """As many as can be read; of edges with one threshold, all or none."""
    if len(edges) <= MAX_EDGES:
        return edges
    first = edges[MAX_EDGES].level
    return [edge for edge in edges if edge.level < first]


def _edges(dfg: DirectlyFollows, levels: EdgeThresholds) -> list[MapEdge]:
    times = {"mean": dfg.mean_s, "median": dfg.quantile_s(0.5), "p90": dfg.quantile_s(0.9)}
    slow = _slow(times, dfg.cases, dfg)
    return [
        MapEdge(
            source=int(source),
            target=int(target),
            count=int(dfg.count[place]),
            cases=int(dfg.cases[place]),
            times={name: float(values[place]) for name, values in times.items()},
            slow=slow[place],
            level=levels.edges[int(source), int(target)],
        )
        for place, (source, target) in enumerate(zip(dfg.source, dfg.target, strict=True))
    ]


def _steps(log: EventLog, dfg: DirectlyFollows, levels: EdgeThresholds) -> list[MapNode]:
    times, left = _stays(dfg)
    slow = _slow(times, left, dfg)
    return [
        MapNode(
            code=code,
            name=log.activities[code],
            count=int(dfg.events[code]),
            first=int(dfg.first[code]),
            last=int(dfg.last[code]),
            times={name: float(times[name][code]) for name in METRICS} if left[code] else {},
            slow=slow[code],
            level=level,
        )
        for code, level in levels.steps.items()
    ]


def _stays(dfg: DirectlyFollows) -> tuple[dict[str, Floats], Counts]:
    """How long deals stay on each step before they go on, and how often they go on."""
    row, place = np.divmod(dfg.histogram.cell, BUCKETS)
    cells = dfg.source[row] * BUCKETS + place
    spread = DurationHistogram.summed(dfg.width, cells, dfg.histogram.count)
    left = spread.totals()
    spent = np.bincount(dfg.source, dfg.seconds, dfg.width)
    mean = spent / np.maximum(left, 1)
    return {"mean": mean, "median": spread.quantile(0.5), "p90": spread.quantile(0.9)}, left


def _slow(times: dict[str, Floats], often: Counts, dfg: DirectlyFollows) -> list[tuple[str, ...]]:
    """Names of the times by which each row is among the slowest of the frequent ones."""
    is_frequent = often >= max(1, FREQUENT_SHARE * dfg.first.sum())
    if is_frequent.sum() < 1 / SLOWEST_SHARE:
        # The slowest part of a few is less than one.
        return [()] * len(often)
    bounds = {
        name: max(
            MINUTE_S, float(np.quantile(values[is_frequent], 1 - SLOWEST_SHARE, method="lower"))
        )
        for name, values in times.items()
    }
    return [
        tuple(n for n in METRICS if is_frequent[row] and times[n][row] > bounds[n])
        for row in range(len(often))
    ]
