"""However little of a map is shown, it hangs together from start to end."""

from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.discovery.dfg import discover_dfg
from pipeloop.engine.mining.discovery.simplification import END, START, simplify, weights
from tests.engine.mining.logs import log_of

Edge = tuple[int, int]
LOGS = st.lists(st.text("abcdef", min_size=1, max_size=8), min_size=1, max_size=30)


def reached(edges: set[Edge], root: int, near: int) -> set[int]:
    """The steps that can be reached from a root along edges, or against them."""
    reached, waiting = {root}, [root]
    while waiting:
        here = waiting.pop()
        for edge in edges:
            if edge[near] == here and edge[1 - near] not in reached:
                reached.add(edge[1 - near])
                waiting.append(edge[1 - near])
    return reached


@given(LOGS, st.floats(0, 1))
def test_what_is_shown_hangs_together(cases: list[str], share: float) -> None:
    log = log_of(*cases)
    thresholds = simplify(discover_dfg(log), [])
    steps = {step for step, threshold in thresholds.steps.items() if threshold <= share}
    edges = {edge for edge, threshold in thresholds.edges.items() if threshold <= share}
    assert {step for edge in edges for step in edge if step >= 0} <= steps
    assert steps <= reached(edges, START, 0)
    assert steps <= reached(edges, END, 1)


@given(LOGS, st.floats(0, 1))
def test_at_least_the_share_asked_for_is_shown(cases: list[str], share: float) -> None:
    dfg = discover_dfg(log_of(*cases))
    counts = weights(dfg)
    levels = simplify(dfg, []).edges
    assert levels.keys() == counts.keys()
    shown = sum(count for edge, count in counts.items() if levels[edge] <= share)
    left = [count for edge, count in counts.items() if levels[edge] > share]
    # One edge more would show more than was asked for.
    assert not left or shown + max(left) > share * sum(counts.values()) * (1 - 1e-9)


@given(LOGS)
def test_the_most_frequent_edges_in_and_out_come_with_a_step(cases: list[str]) -> None:
    dfg = discover_dfg(log_of(*cases))
    counts, thresholds = weights(dfg), simplify(dfg, [])
    for step, threshold in thresholds.steps.items():
        for side in (0, 1):
            own = {e: n for e, n in counts.items() if e[side] == step and e[0] != e[1]}
            best = [thresholds.edges[edge] for edge, n in own.items() if n == max(own.values())]
            assert min(best) <= threshold


def test_the_main_path_is_shown_alone_at_first() -> None:
    log = log_of(*["abc"] * 5, *["acb"] * 2, "abdc")
    thresholds = simplify(discover_dfg(log), [0, 1, 2])
    assert {edge for edge, threshold in thresholds.edges.items() if threshold == 0} == {
        (START, 0), (0, 1), (1, 2), (2, END),
    }  # fmt: skip
    assert {step for step, threshold in thresholds.steps.items() if threshold == 0} == {0, 1, 2}
    assert thresholds.edges[(1, 3)] == thresholds.edges[(3, 2)] == thresholds.steps[3] > 0.9


def test_a_log_without_events_has_nothing_to_show() -> None:
    log = log_of("a").select([False])  # type: ignore[arg-type]
    assert simplify(discover_dfg(log), []).edges == {}
