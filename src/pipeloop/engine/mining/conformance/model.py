"""The process that a log is compared with: its steps, and which may come after which."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.mining.discovery.dfg import DirectlyFollows

Counts = NDArray[np.int64]
# The code of a step that is not in the model, and the norm of a step that has none.
UNKNOWN = -1
NO_NORM = -1


@dataclass(frozen=True)
class FlowStep:
    """A step of an ordered flow.

    Args:
        optional: a deal may skip it.
        repeats: a deal may come to it again at once.
        returns: a deal may go back from it to any step before it.
        norm_s: how many seconds a deal may stay, or None.
    """

    name: str
    optional: bool = False
    repeats: bool = False
    returns: bool = False
    norm_s: int | None = None


@dataclass(frozen=True)
class Model:
    """Steps, which of them may come right after which, and how long a deal may stay on each.

    Args:
        steps: names, by code.
        allowed: whether a deal may go from a step (row) to another (column); the last row is its
            start and the last column its end. Shape (steps + 1, steps + 1).
        norm_s: seconds that a deal may stay on each step, or `NO_NORM`; shape (steps,).
        lost_anywhere: a deal may be lost on any step.
    """

    steps: tuple[str, ...]
    allowed: NDArray[np.bool_]
    norm_s: NDArray[np.int64]
    lost_anywhere: bool = False

    @cached_property
    def needs(self) -> NDArray[np.bool_]:
        """Steps (columns) that every allowed path to a step (row) passes; the last row: to its end.

        They are the dominators of a step in the graph of allowed pairs, found by going over
        it until nothing changes (Aho and Ullman, 1977, algorithm 13.2). A step that no path
        leads to needs nothing. Shape (steps + 1, steps).
        """
        count = len(self.steps)
        order = self._breadth_first()
        needs = np.zeros((count + 1, count), np.bool_)
        needs[order] = True
        is_reached = np.zeros(count + 1, np.bool_)
        is_reached[[to for to in order if to < count]] = True
        before = [np.flatnonzero(row & is_reached) for row in self.allowed.T.copy()]
        changed = True
        while changed:
            changed = False
            for to in order:
                passed = self._passed(needs, before[to], to)
                if (passed != needs[to]).any():
                    needs[to], changed = passed, True
        return needs

    def _breadth_first(self) -> list[int]:
        """Steps that some path leads to, and the end, those of the shortest paths first."""
        count = len(self.steps)
        reached = dict.fromkeys(np.flatnonzero(self.allowed[count]).tolist())
        waiting = deque(reached)
        while waiting:
            step = waiting.popleft()
            after = np.flatnonzero(self.allowed[step]).tolist() if step < count else []
            waiting += [to for to in after if to not in reached]
            reached |= dict.fromkeys(after)
        return list(reached)

    def _passed(self, needs: NDArray[np.bool_], before: Counts, to: int) -> NDArray[np.bool_]:
        """What every path to a step passes, over one of those before it."""
        if self.allowed[len(self.steps), to]:
            return np.zeros(len(self.steps), np.bool_)
        reached_over = needs[before]
        reached_over[np.arange(len(before)), before] = True
        passed: NDArray[np.bool_] = np.logical_and.reduce(reached_over, axis=0)
        return passed

    def codes(self, names: Sequence[str]) -> NDArray[np.int64]:
        """The codes of steps by name, `UNKNOWN` for one that the model has not."""
        codes = {name: code for code, name in enumerate(self.steps)}
        return np.array([codes.get(name, UNKNOWN) for name in names], np.int64)


def flow_model(flow: Sequence[FlowStep], *, lost_anywhere: bool = True) -> Model:
    """A flow of steps, as a version describes it: on to the next step, over optional ones.

    Args:
        flow: in order, no two of one name.
        lost_anywhere: a deal may be lost on any step.

    Raises:
        ValueError: two steps of one name.
    """
    names = tuple(step.name for step in flow)
    if len(set(names)) < len(names):
        raise ValueError("two steps of one name")
    allowed = np.zeros((len(flow) + 1, len(flow) + 1), np.bool_)
    for place in range(-1, len(flow)):
        for after in range(place + 1, len(flow) + 1):
            allowed[place, after] = True
            if after < len(flow) and not flow[after].optional:
                break
        if place >= 0:
            allowed[place, place] = flow[place].repeats
            allowed[place, :place] = flow[place].returns
    norms = [NO_NORM if step.norm_s is None else step.norm_s for step in flow]
    # A deal has to do something before it ends.
    allowed[-1, -1] = False
    return Model(names, allowed, np.array(norms, np.int64), lost_anywhere)


def discover_model(dfg: DirectlyFollows, names: Sequence[str], share: float) -> Model:
    """The main paths of a log: its most frequent moves, as the slider of the map shows them.

    Args:
        dfg: the map of the log.
        names: of its steps, by code.
        share: of all moves, starts and ends, how many are to be allowed, from 0 to 1. Moves as
            frequent as the least of them are allowed too.
    """
    count = dfg.width
    moves = np.zeros((count + 1, count + 1), np.int64)
    moves[dfg.source, dfg.target] = dfg.count
    moves[count, :count], moves[:count, count] = dfg.first, dfg.last
    counts = np.sort(moves[moves > 0])[::-1]
    enough = int(np.searchsorted(np.cumsum(counts), share * counts.sum()))
    least = counts[min(enough, len(counts) - 1)] if len(counts) and share > 0 else np.inf
    return Model(tuple(names), moves >= least, np.full(count, NO_NORM))
