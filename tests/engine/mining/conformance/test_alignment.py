"""Alignments: known ones, those of another program, and those of a slow search."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.mining.conformance import alignment
from pipeloop.engine.mining.conformance.alignment import (
    Alignments,
    Move,
    Side,
    TooLong,
    align,
    optimal_moves,
)
from pipeloop.engine.mining.conformance.model import FlowStep, flow_model
from pipeloop.engine.mining.conformance.petri import (
    Net,
    ReachabilityGraph,
    Transition,
    net_of,
    reachability_graph,
)
from pipeloop.engine.mining.discovery.variants import variants
from tests.engine.mining.conformance.nets import SIDE_BY_SIDE
from tests.engine.mining.words import words

ABC = reachability_graph(
    net_of(flow_model([FlowStep(step) for step in "ABC"]), ends_anywhere=False)
)


def cost_of(word: str, graph: ReachabilityGraph) -> int:
    return int(aligned(words([word]), graph).cost[0])


def aligned(log: EventLog, graph: ReachabilityGraph) -> Alignments:
    return align(log, variants(log), graph)


@pytest.mark.parametrize(
    ("word", "cost"),
    [("ABC", 0), ("AC", 1), ("ABXC", 1), ("BA", 3), ("X", 4), ("ABCABC", 3), ("ACB", 2)],
)
def test_the_cost_is_the_steps_to_add_and_to_leave_out(word: str, cost: int) -> None:
    assert cost_of(word, ABC) == cost


@pytest.mark.parametrize(("word", "cost"), [("BCD", 0), ("CBD", 0), ("BD", 1), ("CDB", 2)])
def test_steps_side_by_side_fit_in_any_order(word: str, cost: int) -> None:
    assert cost_of(word, reachability_graph(SIDE_BY_SIDE)) == cost


def test_fitness_is_1_for_what_fits_and_0_for_nothing_in_common() -> None:
    alignments = aligned(words(["ABC", "ABC", "XX", "AC"]), ABC)

    assert alignments.shortest == 3
    assert alignments.fitness.tolist() == [1, 0, 0.8]


def test_a_log_without_cases_has_no_costs() -> None:
    assert len(aligned(words([]), ABC).cost) == 0


def test_a_process_of_nothing_costs_every_step() -> None:
    nothing = reachability_graph(Net((), (0,), (0,)))

    assert cost_of("AB", nothing) == 2
    assert optimal_moves(words(["A"]), 0, nothing) == [Move(Side.LOG, "A")]


def test_moves_say_who_makes_each_step() -> None:
    assert optimal_moves(words(["AXB"]), 0, ABC) == [
        Move(Side.BOTH, "A"),
        Move(Side.LOG, "X"),
        Move(Side.BOTH, "B"),
        Move(Side.MODEL, "C"),
    ]


def test_moves_of_a_case_too_long_are_refused_with_the_length_that_is_possible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alignment, "CELLS_OF_ONE_PATH", 3 * ABC.count)

    with pytest.raises(TooLong) as refused:
        optimal_moves(words(["ABC"]), 0, ABC)

    assert refused.value.steps == 2


def test_paths_deeper_than_what_is_kept_cost_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    log = words(["ABCABC", "ABCABX", "ABCXXX", "ABXXXX", "AAAAAAAAAA"])
    whole = aligned(log, ABC).cost.tolist()

    monkeypatch.setattr(alignment, "CELLS_PER_THREAD", 2 * ABC.count)

    assert aligned(log, ABC).cost.tolist() == whole


def test_a_slice_of_a_log_is_aligned_by_its_own_cases() -> None:
    log = words(["ABC", "X", "AC"]).select(np.array([2, 1]))

    alignments = aligned(log, ABC)

    assert alignments.cost.tolist() == [1, 4] or alignments.cost.tolist() == [4, 1]
    assert [move.side for move in optimal_moves(log, 1, ABC)].count(Side.BOTH) == 0


@st.composite
def nets(draw: st.DrawFn) -> Net:
    """A net of one token, or of a few that do not multiply, that can always end."""
    places = st.integers(0, 4)
    label = st.sampled_from(["A", "B", "C", None])
    pair = st.tuples(places, places).map(lambda both: tuple(sorted(both)))
    one = st.builds(Transition, label, st.tuples(places), st.tuples(places))
    two = st.builds(Transition, label, pair, pair)
    transitions = draw(st.lists(one | two, max_size=9))
    return Net((*transitions, Transition("D", (0, 0), (5, 5))), (0, 0), (5, 5))


def cost_by_dijkstra(word: str, graph: ReachabilityGraph) -> int:
    """The cost by Dijkstra's search in the product of the path and the graph."""
    best: dict[tuple[int, int], int] = {}
    waiting = [(0, 0, 0)]
    while True:
        cost, place, state = heapq.heappop(waiting)
        if (place, state) in best:
            continue
        best[place, state] = cost
        if (place, state) == (len(word), graph.end):
            return cost
        if place < len(word):
            heapq.heappush(waiting, (cost + 1, place + 1, state))
        for move in np.flatnonzero(graph.source == state).tolist():
            to, label = int(graph.target[move]), int(graph.label[move])
            heapq.heappush(waiting, (cost + (label >= 0), place, to))
            if place < len(word) and label >= 0 and graph.labels[label] == word[place]:
                heapq.heappush(waiting, (cost, place + 1, to))


@given(nets(), st.lists(st.text("ABCD", max_size=8), min_size=1, max_size=6))
def test_the_cost_is_what_a_slow_search_finds_and_the_moves_add_up(
    net: Net, cases: list[str]
) -> None:
    graph, log = reachability_graph(net), words(cases)
    paths = variants(log)

    costs = align(log, paths, graph).cost

    for cost, example in zip(costs, paths.example, strict=True):
        assert cost == cost_by_dijkstra(cases[example], graph)
        moves = optimal_moves(log, int(example), graph)
        assert sum(move.side != Side.BOTH for move in moves) == cost
        assert "".join(m.step for m in moves if m.side != Side.MODEL) == cases[example]
