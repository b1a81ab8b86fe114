"""Every count and time of the shared logs, as pm4py 2.7.23 tells them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from pipeloop.engine.mining.discovery.dfg import discover_dfg
from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.engine.mining.json_shapes import dfg_as_dict, variants_as_dict
from tests.engine.real import FILES, MARKS, facts, real_log

pytestmark = [*MARKS, pytest.mark.parametrize("name", FILES)]


def edges(told: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(edge["from"], edge["to"]): edge for edge in told["edges"]}


def test_counts_of_the_map_are_those_of_pm4py(name: str) -> None:
    log = real_log(name)
    told, wanted = dfg_as_dict(log, discover_dfg(log)), facts(name)
    for key in ("cases", "events", "activities", "start", "end"):
        assert told[key] == wanted[key]
    counts = {key: edge["count"] for key, edge in edges(told).items()}
    assert counts == {key: edge["count"] for key, edge in edges(wanted).items()}


def test_mean_times_are_within_a_second_and_medians_within_two_percent(name: str) -> None:
    log = real_log(name)
    told = edges(dfg_as_dict(log, discover_dfg(log)))
    for key, wanted in edges(facts(name)).items():
        assert told[key]["mean_s"] == pytest.approx(wanted["mean_s"], abs=1)
        # A second more, as whole seconds are kept.
        assert told[key]["median_s"] == pytest.approx(wanted["median_s"], rel=0.02, abs=1)


def test_paths_are_those_of_pm4py(name: str) -> None:
    log = real_log(name)
    found, wanted = variants(log), facts(name)
    assert len(found.count) == wanted["variants"]
    counts = json.dumps(sorted(found.count.tolist())).encode()
    assert hashlib.sha256(counts).hexdigest() == wanted["variant_counts"]
    told = {tuple(one["path"]): one["count"] for one in variants_as_dict(log, found)["variants"]}
    for one in wanted["top"]:
        assert told[tuple(one["path"])] == one["count"]
