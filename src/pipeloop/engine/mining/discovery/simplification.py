"""From the main path to everything: in which order the parts of a map are shown.

A map of all that ever happened is a tangle. Edges are shown from the most frequent on, and
with each step come its most frequent ways in and out, and the widest way to it from the start
and from it to the end, as Disco and the fuzzy miner do (Günther, van der Aalst, Fuzzy Mining,
2007): so however little is shown, it hangs together.
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
    """From which share of all moves on each part of a map is shown: 0 is the main path alone.

    Args:
        steps: by code, of the steps that occur.
        edges: by both codes, `START` before the first and `END` after the last of a case.
    """

    steps: Mapping[int, float]
    edges: Mapping[Edge, float]


def simplify(found: DirectlyFollows, main: Sequence[int]) -> EdgeThresholds:
    """In which order the parts of a map are shown.

    Args:
        main: codes of the steps of the path that is always shown; may be empty.
    """
    counts = weights(found)
    if not counts:
        return EdgeThresholds({}, {})
    shown = _Shown(_needed(counts))
    path = [START, *main, END]
    shown.add(((a, b) for a, b in pairwise(path) if (a, b) in counts), 0.0)
    total, passed = sum(counts.values()), 0
    for edge in sorted(counts, key=lambda edge: (-counts[edge], edge)):
        passed += counts[edge]
        shown.add([edge], passed / total)
    return EdgeThresholds(shown.steps, shown.edges)


def weights(found: DirectlyFollows) -> dict[Edge, int]:
    """How often each edge is taken, those from the start and to the end with them."""
    pairs = zip(found.source.tolist(), found.target.tolist(), found.count.tolist(), strict=True)
    counts = {(a, b): n for a, b, n in pairs}
    counts |= {(START, code): n for code, n in enumerate(found.first.tolist()) if n}
    counts |= {(code, END): n for code, n in enumerate(found.last.tolist()) if n}
    return counts


def _needed(counts: Mapping[Edge, int]) -> dict[int, set[Edge]]:
    """The edges without which a step is not shown."""
    into: dict[int, list[Edge]] = defaultdict(list)
    out: dict[int, list[Edge]] = defaultdict(list)
    for edge in counts:
        # A step that repeats itself has not come from anywhere yet.
        if edge[0] != edge[1]:
            into[edge[1]].append(edge)
            out[edge[0]].append(edge)
    widest_in = _widest(START, out, counts, 1)
    widest_out = _widest(END, into, counts, 0)
    needed: dict[int, set[Edge]] = defaultdict(set)
    for best in (into, out):
        for step, edges in best.items():
            needed[step].add(max(edges, key=lambda edge: counts[edge]))
    for step in needed:
        needed[step] |= {tree[step] for tree in (widest_in, widest_out) if step in tree}
    return needed


def _widest(
    root: int, incident: Mapping[int, Iterable[Edge]], counts: Mapping[Edge, int], far: int
) -> dict[int, Edge]:
    """The last edge of the widest way between a root and each step (Pollack, 1960).

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
    """What is shown so far."""

    def __init__(self, needed: Mapping[int, set[Edge]]) -> None:
        self._needed = needed
        self.steps: dict[int, float] = {}
        self.edges: dict[Edge, float] = {}

    def add(self, edges: Iterable[Edge], level: float) -> None:
        """Show edges, with all that their steps need."""
        waiting = list(edges)
        while waiting:
            edge = waiting.pop()
            if edge in self.edges:
                continue
            self.edges[edge] = level
            for step in edge:
                if step >= 0 and step not in self.steps:
                    self.steps[step] = level
                    waiting.extend(self._needed.get(step, ()))
