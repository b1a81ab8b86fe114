"""Every path of a real log costs what r4pm 0.6.2 finds."""

from __future__ import annotations

import pytest

from pipeloop.engine.mining.conformance.alignment import align
from pipeloop.engine.mining.conformance.petri import reachability_graph, read_net
from pipeloop.engine.mining.discovery.variants import variants
from tests.engine.real import MARKS, facts, real_log

pytestmark = MARKS


@pytest.mark.parametrize("name", ["bpi2012_722_states", "bpi2012_55_states"])
def test_every_path_of_bpi_2012_costs_what_r4pm_finds(name: str) -> None:
    log, told = real_log("bpi2012"), facts(name)
    graph, found = reachability_graph(read_net(told["net"])), variants(log)

    result = align(log, found, graph)

    # Its cases are numbered as they come, so an example is also its place.
    names = [log.path(int(example)) for example in found.example]
    costs = result.cost[sorted(range(len(names)), key=names.__getitem__)]
    assert (graph.count, result.shortest) == (told["states"], told["shortest"])
    assert costs.tolist() == told["costs"]
    assert int((result.cost * result.count).sum()) == told["cost_of_cases"]
