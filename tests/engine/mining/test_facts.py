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


def edges(dfg: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(edge["from"], edge["to"]): edge for edge in dfg["edges"]}


def test_counts_of_the_map_are_those_of_pm4py(name: str) -> None:
    log = real_log(name)
    dfg, expected = dfg_as_dict(log, discover_dfg(log)), facts(name)
    for key in ("cases", "events", "activities", "start", "end"):
        assert dfg[key] == expected[key]
    counts = {key: edge["count"] for key, edge in edges(dfg).items()}
    assert counts == {key: edge["count"] for key, edge in edges(expected).items()}


def test_mean_times_are_within_a_second_and_medians_within_two_percent(name: str) -> None:
    log = real_log(name)
    summary = edges(dfg_as_dict(log, discover_dfg(log)))
    for key, expected in edges(facts(name)).items():
        assert summary[key]["mean_s"] == pytest.approx(expected["mean_s"], abs=1)
        # A second more, as whole seconds are kept.
        assert summary[key]["median_s"] == pytest.approx(expected["median_s"], rel=0.02, abs=1)


def test_paths_are_those_of_pm4py(name: str) -> None:
    log = real_log(name)
    summary, expected = variants(log), facts(name)
    assert len(summary.count) == expected["variants"]
    sorted_counts = json.dumps(sorted(summary.count.tolist())).encode()
    assert hashlib.sha256(sorted_counts).hexdigest() == expected["variant_counts"]
    paths = variants_as_dict(log, summary)["variants"]
    counts = {tuple(variant["path"]): variant["count"] for variant in paths}
    for variant in expected["top"]:
        assert counts[tuple(variant["path"])] == variant["count"]
