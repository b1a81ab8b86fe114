"""Petri nets and the states they reach."""

from __future__ import annotations

import pytest

from pipeloop.engine.mining.conformance.model import FlowStep, flow_model
from pipeloop.engine.mining.conformance.petri import (
    CannotEnd,
    Net,
    TooManyStates,
    Transition,
    net_of,
    reachability_graph,
)
from tests.engine.mining.conformance.nets import SIDE_BY_SIDE


def test_steps_side_by_side_reach_a_state_for_each_way_between_them() -> None:
    graph = reachability_graph(SIDE_BY_SIDE)

    # Before, both open, either done, both done, after.
    assert graph.count == 6
    assert graph.labels == ("B", "C", "D")
    assert sorted(graph.label.tolist()) == [-1, 0, 0, 1, 1, 2]


def test_a_state_without_a_way_to_the_end_is_left_out() -> None:
    trap = Transition("X", (0,), (9,))

    graph = reachability_graph(Net((*SIDE_BY_SIDE.transitions, trap), (0,), (5,)))

    assert (graph.count, graph.labels) == (6, ("B", "C", "D", "X"))


def test_a_net_that_grows_for_ever_is_refused_with_the_count() -> None:
    grows = Net((Transition("A", (0,), (0, 1)),), (0,), (1,))

    with pytest.raises(TooManyStates) as refused:
        reachability_graph(grows, most=50)

    assert refused.value.count == 50


def test_a_transition_that_takes_nothing_can_always_be_made() -> None:
    with pytest.raises(TooManyStates):
        reachability_graph(Net((Transition("A", (), (0,)),), (), (0,)), most=10)


def test_two_tokens_of_one_place_are_taken_together() -> None:
    pair = Net((Transition("A", (0, 0), (1,)),), (0, 0), (1,))

    assert reachability_graph(pair).count == 2


def test_a_process_that_can_not_end_is_refused() -> None:
    with pytest.raises(CannotEnd, match="can not end"):
        reachability_graph(Net((Transition("A", (0,), (1,)),), (0,), (2,)))


def test_a_model_is_a_net_with_one_token() -> None:
    model = flow_model([FlowStep("A"), FlowStep("B")])

    graph = reachability_graph(net_of(model, ends_anywhere=False))

    assert (graph.count, graph.labels) == (4, ("A", "B"))


def test_a_deal_that_may_end_anywhere_may_end_after_any_step() -> None:
    model = flow_model([FlowStep("A"), FlowStep("B")])

    graph = reachability_graph(net_of(model, ends_anywhere=True))

    assert (graph.target[graph.label == -1] == graph.end).sum() == 2
