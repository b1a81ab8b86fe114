"""How the cases of a log align with a model: cost, fitness, and the steps at which they differ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.shares import Rate
from pipeloop.engine.mining.conformance.alignment import (
    Alignments,
    Move,
    align,
    example_cases,
    one_sided_moves,
    optimal_moves,
)
from pipeloop.engine.mining.conformance.alignment_kernels import MoveCounts
from pipeloop.engine.mining.conformance.conformance_kernels import Outcome
from pipeloop.engine.mining.conformance.model import Model
from pipeloop.engine.mining.conformance.petri import (
    ReachabilityGraph,
    net_of,
    reachability_graph,
)
from pipeloop.engine.mining.conformance.state_reduction import merge_equivalent_states
from pipeloop.engine.mining.discovery.variants import Variants, variants

# So many of the most frequent misfitting variants are examples.
EXAMPLES = 10


class StepMoves(NamedTuple):
    """How often a step is where cases and the process differ.

    Args:
        skipped: times that the process has the step and the case has not.
        skipped_cases: cases in which that happens.
        inserted: times that the case has the step and the process has not there.
        inserted_cases: cases in which that happens.
    """

    step: str
    skipped: int = 0
    skipped_cases: int = 0
    inserted: int = 0
    inserted_cases: int = 0

    @property
    def cost(self) -> int:
        """What the step adds to the cost of all cases."""
        return self.skipped + self.inserted


class AlignedVariant(NamedTuple):
    """A variant that does not fit, and the moves of its optimal alignment.

    Args:
        cases: how many take it.
        cost: steps to add or to leave out.
        fitness: from 0, nothing in common with the process, to 1.
        ends_anywhere: its cases were aligned with a process that may end on any step.
    """

    cases: int
    cost: int
    fitness: float
    moves: tuple[Move, ...]
    ends_anywhere: bool


@dataclass(frozen=True)
class AlignmentSummary:
    """How the cases of a log align with a model; a case that has no event is not counted.

    Args:
        cases: how many there are.
        fitting: those that cost nothing.
        cost: steps to add or to leave out, of all cases together.
        worst_cost: of all cases together, if none had anything in common with the process.
        steps: those at which cases and process differ, the costliest first.
        examples: the most frequent variants that do not fit, at most as many as were asked for.
    """

    cases: int
    fitting: int
    cost: int
    worst_cost: int
    steps: tuple[StepMoves, ...]
    examples: tuple[AlignedVariant, ...]

    @property
    def fitting_rate(self) -> Rate:
        """Cases that fit, of all."""
        return Rate(self.fitting, self.cases)

    @property
    def mean_cost(self) -> float:
        """Steps to add or to leave out, a case; not a number when there is none."""
        return self.cost / self.cases if self.cases else float("nan")

    @property
    def fitness(self) -> float:
        """From 0, nothing in common, to 1, all fit; not a number when there is no case."""
        if not self.cases:
            return float("nan")
        return 1 - self.cost / self.worst_cost if self.worst_cost else 1.0

    def __add__(self, other: AlignmentSummary) -> AlignmentSummary:
        """That of both logs together, with the examples of both; they must share no case."""
        examples = sorted((*self.examples, *other.examples), key=lambda example: -example.cases)
        return AlignmentSummary(
            self.cases + other.cases,
            self.fitting + other.fitting,
            self.cost + other.cost,
            self.worst_cost + other.worst_cost,
            _sum_by_step((*self.steps, *other.steps)),
            tuple(examples),
        )


def align_model(
    log: EventLog,
    model: Model,
    outcome: NDArray[np.uint8] | None = None,
    *,
    examples: int = EXAMPLES,
) -> AlignmentSummary:
    """Align every case of a log with a model; norms are not judged.

    Args:
        outcome: an `Outcome` for each case, by place in the log's `case_ids`, as `conformance`
            takes it: an open case may stop on any step, and so may a lost one where the model
            lets deals be lost anywhere. All have ended when it is None. Shape (all cases,).
        examples: how many of the most frequent misfitting variants are returned with their moves.

    Raises:
        TooManyStates: the model has too many steps.
        CannotEnd: no allowed way leads to the end of the model.
        TooLong: a case has too many steps for the size of the model.
    """
    may_stop = np.zeros(log.case_count, np.bool_)
    if outcome is not None:
        may_stop = outcome[log.cases] == Outcome.OPEN
        if model.lost_anywhere:
            may_stop |= outcome[log.cases] == Outcome.LOST
    summaries = [
        align_variants(part, variants(part), model, ends_anywhere=ends_anywhere, examples=examples)
        for ends_anywhere in (False, True)
        if (part := log.select(may_stop == ends_anywhere)).event_count
    ]
    summary = reduce(add, summaries, AlignmentSummary(0, 0, 0, 0, (), ()))
    return AlignmentSummary(**{**vars(summary), "examples": summary.examples[:examples]})


def align_variants(
    log: EventLog,
    variants: Variants,
    model: Model,
    *,
    ends_anywhere: bool = False,
    examples: int = EXAMPLES,
) -> AlignmentSummary:
    """Align variants with a model, each counted by its cases; norms are not judged.

    Args:
        variants: those of this log, the most frequent first.
        ends_anywhere: the cases may stop on any step.
        examples: how many of the most frequent misfitting variants are returned with their moves.

    Raises:
        TooManyStates, CannotEnd, TooLong: as `align_model`.
    """
    net = net_of(model, ends_anywhere=ends_anywhere)
    graph = merge_equivalent_states(reachability_graph(net))
    alignments = align(log, variants, graph)
    is_misfit = alignments.cost > 0
    moves = one_sided_moves(log, variants, graph, is_misfit)
    paths = example_cases(log, variants)
    shown = np.flatnonzero(is_misfit)[:examples].tolist()
    return AlignmentSummary(
        cases=int(variants.count.sum()),
        fitting=int(variants.count[~is_misfit].sum()),
        cost=int((alignments.cost * variants.count).sum()),
        worst_cost=int((alignments.worst * variants.count).sum()),
        steps=_steps(moves, graph.labels, log.activities),
        examples=tuple(
            _example(paths, place, alignments, graph, ends_anywhere=ends_anywhere)
            for place in shown
        ),
    )


def _example(
    paths: EventLog,
    place: int,
    alignments: Alignments,
    graph: ReachabilityGraph,
    *,
    ends_anywhere: bool,
) -> AlignedVariant:
    return AlignedVariant(
        int(alignments.count[place]),
        int(alignments.cost[place]),
        float(alignments.fitness[place]),
        tuple(optimal_moves(paths, place, graph)),
        ends_anywhere,
    )


def _steps(
    moves: MoveCounts, labels: tuple[str, ...], activities: tuple[str, ...]
) -> tuple[StepMoves, ...]:
    skipped = [
        StepMoves(labels[code], int(moves.skipped[code]), int(moves.skipped_cases[code]))
        for code in np.flatnonzero(moves.skipped).tolist()
    ]
    inserted = [
        StepMoves(
            activities[code],
            inserted=int(moves.inserted[code]),
            inserted_cases=int(moves.inserted_cases[code]),
        )
        for code in np.flatnonzero(moves.inserted).tolist()
    ]
    return _sum_by_step((*skipped, *inserted))


def _sum_by_step(moves: tuple[StepMoves, ...]) -> tuple[StepMoves, ...]:
    """One for each step, the costliest first."""
    by_step: dict[str, StepMoves] = {}
    for step, *counts in moves:
        before = by_step.get(step, StepMoves(step))[1:]
        by_step[step] = StepMoves(step, *map(add, before, counts))
    return tuple(sorted(by_step.values(), key=lambda one: (-one.cost, one.step)))
