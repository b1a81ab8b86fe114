"""Maps and variants have the shapes that programs rely on."""

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


def test_a_map_has_its_most_frequent_edges_first() -> None:
    result = dfg_as_dict(LOG, discover_dfg(LOG))
    assert result["cases"] == 4
    assert result["events"] == 12
    assert result["activities"] == {"a": 4, "b": 4, "c": 4}
    assert (result["start"], result["end"]) == ({"a": 4}, {"c": 4})
    assert result["edges"][0] == {
        "from": "a", "to": "b", "count": 3, "mean_s": 60, "median_s": 60, "p90_s": 60,
    }  # fmt: skip
    assert [(edge["from"], edge["to"], edge["count"]) for edge in result["edges"]] == [
        ("a", "b", 3), ("b", "c", 3), ("a", "c", 1), ("b", "b", 1),
    ]  # fmt: skip


def test_the_most_frequent_variant_is_first() -> None:
    result = variants_as_dict(LOG, variants(LOG))
    assert result == {
        "variants": [
            {"path": ["a", "b", "c"], "count": 2},
            {"path": ["a", "c"], "count": 1},
            {"path": ["a", "b", "b", "c"], "count": 1},
        ]
    }
    assert variants_as_dict(LOG, variants(LOG), 1)["variants"] == result["variants"][:1]


def test_variants_of_a_slice_are_those_of_its_own_cases() -> None:
    part = LOG.select(np.array([False, False, True, True]))
    result = variants_as_dict(part, variants(part))
    assert result["variants"] == [
        {"path": ["a", "c"], "count": 1},
        {"path": ["a", "b", "b", "c"], "count": 1},
    ]


def test_cases_of_an_edge_have_their_longest_time() -> None:
    log = log_of("abab", "ac", "b", every=60)
    assert longest_edge_wait(log, 0, 1).tolist() == [60, NEVER, NEVER]
    assert longest_edge_wait(log, 0, 2).tolist() == [NEVER, 60, NEVER]


def test_cases_stay_on_a_step_until_they_go_on() -> None:
    log = log_of("abab", "ac", "b", every=60)
    assert longest_step_stay(log, 1).tolist() == [60, NEVER, 0]
    assert longest_step_stay(log, 2).tolist() == [NEVER, 0, NEVER]
