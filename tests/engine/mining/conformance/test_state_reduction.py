"""States that are equivalent: the same can follow them."""

from __future__ import annotations

from pipeloop.engine.mining.conformance.petri import Net, Transition, reachability_graph
from pipeloop.engine.mining.conformance.state_reduction import merge_equivalent_states
from tests.engine.mining.conformance.nets import SIDE_BY_SIDE


def test_two_branches_that_go_on_alike_become_one() -> None:
    fork = Net(
        (
            Transition("A", (0,), (1,)),
            Transition("A", (0,), (2,)),
            Transition("B", (1,), (3,)),
            Transition("B", (2,), (3,)),
        ),
        (0,),
        (3,),
    )

    merged = merge_equivalent_states(reachability_graph(fork))

    assert (merged.count, merged.source.tolist(), merged.target.tolist()) == (3, [0, 1], [1, 2])
    assert [merged.labels[code] for code in merged.label] == ["A", "B"]
    assert merged.end == 2


def test_branches_that_go_on_differently_stay_apart() -> None:
    graph = reachability_graph(SIDE_BY_SIDE)

    assert merge_equivalent_states(graph).count == graph.count


def test_the_end_is_not_merged_with_a_state_that_only_looks_like_it() -> None:
    loop = Net((Transition("A", (0,), (1,)), Transition("A", (1,), (0,))), (0,), (1,))

    assert merge_equivalent_states(reachability_graph(loop)).count == 2


def test_a_silent_move_inside_a_group_is_left_out_and_a_step_is_not() -> None:
    loop = Net(
        (
            Transition(None, (0,), (1,)),
            Transition(None, (1,), (0,)),
            *(Transition("A", (place,), (place,)) for place in (0, 1)),
            *(Transition("B", (place,), (2,)) for place in (0, 1)),
        ),
        (0,),
        (2,),
    )

    merged = merge_equivalent_states(reachability_graph(loop))

    assert merged.count == 2
    assert sorted(merged.label.tolist()) == [0, 1]


def test_a_process_of_nothing_is_one_state() -> None:
    merged = merge_equivalent_states(reachability_graph(Net((), (0,), (0,))))

    assert (merged.count, merged.end, len(merged.label)) == (1, 0, 0)
