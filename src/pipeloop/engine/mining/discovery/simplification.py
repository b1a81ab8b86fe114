"""Simplifying a process map: in which order its steps and edges are shown.

A map of everything cannot be read. Edges are shown from the most frequent on, and with each
step come its most frequent edges in and out, and the widest path to it from the start and from
it to the end, as in Disco and the fuzzy miner (Günther, van der Aalst, Fuzzy Mining, 2007): so
however little is shown, it is connected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from pipeloop.engine.mining.discovery.dfg import DirectlyFollows

# Where cases begin and end, as an edge names them.
START, END = -1, -2
Edge = tuple[int, int]


@dataclass(frozen=True)
class EdgeThresholds:
    """The share of all moves from which on each part of a map is shown; 0 is the main path alone.

    Args:
        steps: by code, of the steps that occur.
        edges: by both codes, `START` before the first and `END` after the last of a case.
    """

    steps: Mapping[int, float]
    edges: Mapping[Edge, float]


def simplify(dfg: DirectlyFollows, main: Sequence[int]) -> EdgeThresholds:
    """In which order the parts of a map are shown.

    Args:
        main: codes of the steps of the path that is always shown; may be empty.
    """
    counts = weights(dfg)
    if not counts:
        return EdgeThresholds({}, {})
    shown = _Shown(_needed(counts))
    path = [START, *main, END]
    shown.add(((a, b) for a, b in pairwise(path) if (a, b) in counts), 0.0)
    total, covered = sum(counts.values()), 0
    for edge in sorted(counts, key=lambda edge: (-counts[edge], edge)):
        covered += counts[edge]
        shown.add([edge], covered / total)
    return EdgeThresholds(shown.steps, shown.edges)


def weights(dfg: DirectlyFollows) -> dict[Edge, int]:
    """How often each edge is taken, those from the start and to the end with them."""
    pairs = zip(dfg.source.tolist(), dfg.target.tolist(), dfg.count.tolist(), strict=True)
    counts = {(a, b): n for a, b, n in pairs}
    counts |= {(START, code): n for code, n in enumerate(dfg.first.tolist()) if n}
    counts |= {(code, END): n for code, n in enumerate(dfg.last.tolist()) if n}
    return counts


def _needed(counts: Mapping[Edge, int]) -> dict[int, set[Edge]]:
    """The edges without which a step is not shown."""
    into: dict[int, list[Edge]] = defaultdict(list)
    out: dict[int, list[Edge]] = defaultdict(list)
    for edge in counts:
        # An edge from a step to itself leads from nowhere.
        if edge[0] != edge[1]:
            into[edge[1]].append(edge)
            out[edge[0]].append(edge)
    widest_in = _widest(START, out, counts, 1)
    widest_out = _widest(END, into, counts, 0)
    needed: dict[int, set[Edge]] = defaultdict(set)
    for by_step in (into, out):
        for step, edges in by_step.items():
            needed[step].add(max(edges, key=lambda edge: counts[edge]))
    for step in needed:
        needed[step] |= {tree[step] for tree in (widest_in, widest_out) if step in tree}
    return needed


def _widest(
    root: int, incident: Mapping[int, Iterable[Edge]], counts: Mapping[Edge, int], far: int
) -> dict[int, Edge]:
    """The last edge of the widest path between a root and each step (Pollack, 1960).

    Args:
        incident: edges by the end that is nearer to the root; `far` is the place of the other.
    """
    last: dict[int, Edge] = {}
    heap = [(-counts[edge], edge) for edge in sorted(incident.get(root, ()))]
    heap.sort()
    while heap:
        width, edge = heappop(heap)
        step = edge[far]
        if step in last or step == root:
            continue
        last[step] = edge
        for further in incident.get(step, ()):
            if further[far] not in last:
                heappush(heap, (max(width, -counts[further]), further))
    return last


class _Shown:
    """Steps and edges that are shown so far, with their thresholds."""

    def __init__(self, needed: Mapping[int, set[Edge]]) -> None:
        self._needed = needed
        self.steps: dict[int, float] = {}
        self.edges: dict[Edge, float] = {}

    def add(self, edges: Iterable[Edge], threshold: float) -> None:
        """Show edges, with those that their steps need."""
        waiting = list(edges)
        while waiting:
            edge = waiting.pop()
            if edge in self.edges:
                continue
            self.edges[edge] = threshold
            for step in edge:
                if step >= 0 and step not in self.steps:
                    self.steps[step] = threshold
                    waiting.extend(self._needed.get(step, ()))
