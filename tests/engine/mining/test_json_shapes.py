"""A map and variants are told in the shapes that programs rely on."""

import numpy as np

from pipeloop.engine.mining.discovery.dfg import discover_dfg
from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.engine.mining.json_shapes import dfg_as_dict, variants_as_dict
from pipeloop.engine.mining.performance.edge_waits import (
    NEVER,
    longest_edge_wait,
    longest_step_stay,
)
from tests.engine.mining.logs import log_of

LOG = log_of("abc", "abc", "ac", "abbc")


def test_a_map_is_told_with_its_most_frequent_edges_first() -> None:
    told = dfg_as_dict(LOG, discover_dfg(LOG))
    assert told["cases"] == 4
    assert told["events"] == 12
    assert told["activities"] == {"a": 4, "b": 4, "c": 4}
    assert (told["start"], told["end"]) == ({"a": 4}, {"c": 4})
    assert told["edges"][0] == {
        "from": "a", "to": "b", "count": 3, "mean_s": 60, "median_s": 60, "p90_s": 60,
    }  # fmt: skip
    assert [(edge["from"], edge["to"], edge["count"]) for edge in told["edges"]] == [
        ("a", "b", 3), ("b", "c", 3), ("a", "c", 1), ("b", "b", 1),
    ]  # fmt: skip


def test_paths_are_told_with_the_most_frequent_first() -> None:
    told = variants_as_dict(LOG, variants(LOG))
    assert told == {
        "variants": [
            {"path": ["a", "b", "c"], "count": 2},
            {"path": ["a", "c"], "count": 1},
            {"path": ["a", "b", "b", "c"], "count": 1},
        ]
    }
    assert variants_as_dict(LOG, variants(LOG), 1)["variants"] == told["variants"][:1]


def test_paths_of_a_slice_are_told_by_its_own_cases() -> None:
    part = LOG.select(np.array([False, False, True, True]))
    told = variants_as_dict(part, variants(part))
    assert told["variants"] == [
        {"path": ["a", "c"], "count": 1},
        {"path": ["a", "b", "b", "c"], "count": 1},
    ]


def test_the_deals_of_an_edge_are_told_with_their_longest_time() -> None:
    log = log_of("abab", "ac", "b", every=60)
    assert longest_edge_wait(log, 0, 1).tolist() == [60, NEVER, NEVER]
    assert longest_edge_wait(log, 0, 2).tolist() == [NEVER, 60, NEVER]


def test_the_deals_of_a_step_stand_on_it_until_they_go_on() -> None:
    log = log_of("abab", "ac", "b", every=60)
    assert longest_step_stay(log, 1).tolist() == [60, NEVER, 0]
    assert longest_step_stay(log, 2).tolist() == [NEVER, 0, NEVER]
