"""Every path of a real log costs what r4pm 0.6.2 finds."""

from __future__ import annotations

import pytest

from pipeloop.engine.mining.conformance.alignment import align
from pipeloop.engine.mining.conformance.petri import reachability_graph
from pipeloop.engine.mining.discovery.variants import variants
from tests.engine.mining.conformance.nets import net_of_facts
from tests.engine.real import MARKS, facts, real_log

pytestmark = MARKS


@pytest.mark.parametrize("name", ["bpi2012_722_states", "bpi2012_55_states"])
def test_every_path_of_bpi_2012_costs_what_r4pm_finds(name: str) -> None:
    log, peer = real_log("bpi2012"), facts(name)
    graph, paths = reachability_graph(net_of_facts(peer["net"])), variants(log)

    result = align(log, paths, graph)

    # Its cases are numbered as they come, so an example is also its place.
    names = [log.path(int(example)) for example in paths.example]
    costs = result.cost[sorted(range(len(names)), key=names.__getitem__)]
    assert (graph.count, result.shortest) == (peer["states"], peer["shortest"])
    assert costs.tolist() == peer["costs"]
    assert int((result.cost * result.count).sum()) == peer["cost_of_cases"]
