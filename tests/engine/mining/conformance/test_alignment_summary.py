"""Alignments of a whole log: by hand, and beside the quick check of allowed pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.conformance import alignment
from pipeloop.engine.mining.conformance.alignment import Move, Side, TooLong
from pipeloop.engine.mining.conformance.alignment_summary import (
    AlignmentSummary,
    StepMoves,
    align_model,
    align_variants,
)
from pipeloop.engine.mining.conformance.conformance_kernels import Outcome
from pipeloop.engine.mining.conformance.deviations import conformance
from pipeloop.engine.mining.conformance.model import FlowStep, Model, discover_model, flow_model
from pipeloop.engine.mining.conformance.petri import CannotEnd
from pipeloop.engine.mining.discovery.dfg import discover_dfg
from pipeloop.engine.mining.discovery.portable_variants import portable_variants
from tests.engine.mining.words import words

ABC = flow_model([FlowStep(step) for step in "ABC"])
LOG = words(["ABC", "ABC", "AC", "AC", "AXXBC", "CX"])


def test_cost_and_fitness_are_those_of_all_cases() -> None:
    summary = align_model(LOG, ABC)

    assert (summary.cases, summary.fitting) == (6, 2)
    # AC twice 1, AXXBC 2; of CX, C fits, so A, B and X are too few and too many.
    assert summary.cost == 2 + 2 + 3
    assert summary.mean_cost == pytest.approx(7 / 6)
    assert summary.worst_cost == (3 + 3 + 2 + 2 + 5 + 2) + 6 * 3
    assert summary.fitness == pytest.approx(1 - 7 / 35)
    assert summary.fitting_rate.share == pytest.approx(1 / 3)


def test_steps_say_where_cases_and_process_differ() -> None:
    assert align_model(LOG, ABC).steps == (
        StepMoves("B", skipped=3, skipped_cases=3),
        StepMoves("X", inserted=3, inserted_cases=2),
        StepMoves("A", skipped=1, skipped_cases=1),
    )


def test_a_step_out_of_order_is_skipped_in_one_place_and_inserted_in_another() -> None:
    (example,) = align_model(words(["ACB"]), ABC).examples

    assert example.cost == 2
    assert sorted(move.side for move in example.moves) == ["both", "both", "log", "model"]


def test_examples_are_the_most_frequent_variants_that_do_not_fit() -> None:
    summary = align_model(LOG, ABC, examples=2)

    assert [(example.cases, example.cost) for example in summary.examples] == [(2, 1), (1, 2)]
    assert summary.examples[0].fitness == pytest.approx(1 - 1 / 5)
    assert summary.examples[0].moves == (
        Move(Side.BOTH, "A"),
        Move(Side.MODEL, "B"),
        Move(Side.BOTH, "C"),
    )


def test_an_open_case_may_stop_anywhere_and_a_lost_one_where_the_model_lets_it() -> None:
    log = words(["A", "A", "A", "AX"])
    outcome = np.array([Outcome.OPEN, Outcome.LOST, Outcome.WON, Outcome.OPEN], np.uint8)
    strict = flow_model([FlowStep(step) for step in "ABC"], lost_anywhere=False)

    assert align_model(log, ABC, outcome).fitting == 2
    assert align_model(log, strict, outcome).fitting == 1
    assert align_model(log, ABC, outcome).cost == 2 + 1
    assert [example.ends_anywhere for example in align_model(log, ABC, outcome).examples] == [
        False, True,
    ]  # fmt: skip


def test_a_log_without_cases_has_no_fitness() -> None:
    summary = align_model(words([]), ABC)

    assert (summary.cases, summary.cost, summary.steps, summary.examples) == (0, 0, (), ())
    assert np.isnan(summary.fitness)
    assert np.isnan(summary.mean_cost)


def test_a_model_without_a_way_to_its_end_is_refused() -> None:
    nothing = discover_model(discover_dfg(LOG), LOG.activities, 0)

    with pytest.raises(CannotEnd):
        align_model(LOG, nothing)


def test_a_path_too_long_for_its_moves_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "CELLS_PER_THREAD", 20)

    with pytest.raises(TooLong):
        align_model(words(["ABCABCABC"]), ABC)


MODELS = [
    ABC,
    flow_model([FlowStep("A"), FlowStep("B", optional=True, repeats=True), FlowStep("C")]),
    flow_model([FlowStep("A"), FlowStep("B"), FlowStep("C", returns=True)], lost_anywhere=False),
]
cases = st.lists(st.text("ABCX", max_size=7), max_size=12)


@given(cases, st.sampled_from(MODELS), st.data())
@settings(max_examples=60)
def test_a_case_costs_nothing_where_all_its_pairs_are_allowed(
    paths: list[str], model: Model, data: st.DataObject
) -> None:
    log = words(paths)
    some_outcome = st.lists(st.sampled_from(Outcome), min_size=len(paths), max_size=len(paths))
    outcome = np.array(data.draw(some_outcome), np.uint8)

    summary = align_model(log, model, outcome)

    assert summary.fitting_rate == conformance(log, model, outcome)[0].following
    assert sum(step.cost for step in summary.steps) == summary.cost
    assert sum(example.cost * example.cases for example in summary.examples) <= summary.cost


@given(cases, st.sampled_from(MODELS))
@settings(max_examples=30)
def test_a_case_for_each_variant_is_as_good_as_all_cases(paths: list[str], model: Model) -> None:
    log = words(paths)

    examples, summary = portable_variants(log).as_log(log)

    assert align_variants(examples, summary, model) == align_model(log, model)


@given(cases, st.sampled_from(MODELS))
@settings(max_examples=30)
def test_summaries_of_two_parts_add_up(paths: list[str], model: Model) -> None:
    log = words(paths)

    def counted(part: EventLog) -> AlignmentSummary:
        return align_model(part, model, examples=0)

    parts = [log.select(np.arange(start, len(paths), 2)) for start in (0, 1)]
    assert counted(parts[0]) + counted(parts[1]) == counted(log)
