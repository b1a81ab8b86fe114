"""A map and paths are told in the shapes that programs rely on."""

import numpy as np

from pipeloop.engine.mining.follows import process_map
from pipeloop.engine.mining.longest import NEVER, longest_between, longest_on
from pipeloop.engine.mining.paths import paths
from pipeloop.engine.mining.telling import map_as_dict, paths_as_dict
from tests.engine.mining.logs import log_of

LOG = log_of("abc", "abc", "ac", "abbc")


def test_a_map_is_told_with_its_most_frequent_edges_first() -> None:
    told = map_as_dict(LOG, process_map(LOG))
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
    told = paths_as_dict(LOG, paths(LOG))
    assert told == {
        "variants": [
            {"path": ["a", "b", "c"], "count": 2},
            {"path": ["a", "c"], "count": 1},
            {"path": ["a", "b", "b", "c"], "count": 1},
        ]
    }
    assert paths_as_dict(LOG, paths(LOG), 1)["variants"] == told["variants"][:1]


def test_paths_of_a_slice_are_told_by_its_own_cases() -> None:
    part = LOG.pick(np.array([False, False, True, True]))
    told = paths_as_dict(part, paths(part))
    assert told["variants"] == [
        {"path": ["a", "c"], "count": 1},
        {"path": ["a", "b", "b", "c"], "count": 1},
    ]


def test_the_deals_of_an_edge_are_told_with_their_longest_time() -> None:
    log = log_of("abab", "ac", "b", every=60)
    assert longest_between(log, 0, 1).tolist() == [60, NEVER, NEVER]
    assert longest_between(log, 0, 2).tolist() == [NEVER, 60, NEVER]


def test_the_deals_of_a_step_stand_on_it_until_they_go_on() -> None:
    log = log_of("abab", "ac", "b", every=60)
    assert longest_on(log, 1).tolist() == [60, NEVER, 0]
    assert longest_on(log, 2).tolist() == [NEVER, 0, NEVER]
