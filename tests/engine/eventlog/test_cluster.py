from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeloop.engine.eventlog.building import build
from pipeloop.engine.eventlog.cluster import ask, on_cluster
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.reaching import ClusterError, connected
from pipeloop.engine.eventlog.texts import Texts
from pipeloop.engine.mining.follows import handoffs, process_map
from pipeloop.engine.mining.pairs import step_pairs
from pipeloop.engine.mining.paths import paths
from pipeloop.engine.mining.telling import map_as_dict, paths_as_dict
from pipeloop.engine.mining.ways import ways
from tests.engine.eventlog.spark import MARKS, cluster
from tests.engine.logs import START, listed
from tests.engine.mining.same import same_map, same_pairs

pytestmark = MARKS
EVENTS = 200_000
# The last file is the largest, which Spark reads first.
SIZES = (0.05, 0.15, 0.1, 0.3, 0.4)


@dataclass(frozen=True)
class Names:
    case: str = "deal"
    activity: str = "step"
    time: str = "at"
    resource: str | None = "who"
    start: str | None = None


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with cluster(tmp_path_factory.mktemp("spark")) as master, connected(master) as found:
        yield found


@pytest.fixture(scope="module")
def table() -> pa.Table:
    """Events of which ten or so share each second, those of one case among them."""
    chance = np.random.default_rng(3)
    case = chance.integers(0, EVENTS // 10, EVENTS)
    tenths = np.sort(chance.integers(0, EVENTS // 10, EVENTS)) + chance.integers(0, 30, EVENTS)
    step, who = chance.integers(0, 12, EVENTS), chance.integers(0, 6, EVENTS)
    return pa.table(
        {
            "deal": [f"сделка {one}" for one in case],
            "step": [f"step {one}" for one in np.minimum(step, tenths % 12)],
            "at": pa.array(tenths // 10 * 10**7 + START * 10**6, pa.timestamp("us", "UTC")),
            "who": [f"person {one}" if one else None for one in who],
        }
    )


@pytest.fixture(scope="module")
def files(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The events in a folder of several files, each of several groups of rows."""
    folder = tmp_path_factory.mktemp("log of deals")
    ends = np.concatenate(([0], np.cumsum(SIZES) * EVENTS)).round().astype(int)
    for place in range(len(SIZES)):
        part = table.slice(ends[place], ends[place + 1] - ends[place])
        pq.write_table(part, folder / f"part {place}.parquet", row_group_size=9_000)
    return str(folder)


@pytest.fixture(scope="module")
def log(table: pa.Table) -> EventLog:
    """The same events on one machine."""
    (case, cases), (step, steps) = _coded(table["deal"].to_pylist()), _coded(table["step"].to_pylist())
    who, people = _coded(["", *(name or "" for name in table["who"].to_pylist())])
    moment = table["at"].cast(pa.int64()).to_numpy()
    return build(
        case, step, moment, who[1:], case_ids=Texts.of(cases), activities=steps, resources=people
    )


def _coded(names: list[str]) -> tuple[Any, list[str]]:
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(name, len(codes)) for name in names]), list(codes)


def test_two_workers_find_the_map_that_one_machine_finds(
    session: Any, files: str, log: EventLog
) -> None:
    told = ask(session, [files], Names(), process_map)
    assert same_map(told.summary, process_map(log))
    assert map_as_dict(told.names, told.summary) == map_as_dict(log, process_map(log))
    assert (told.cases, told.events) == (log.case_count, log.event_count)
    assert (told.since, told.until) == (log.start, log.start + int(log.time.max()))
    assert told.bad == {}
    assert session.sparkContext.defaultParallelism == 2


def test_two_workers_find_the_hand_offs_that_one_machine_finds(
    session: Any, files: str, log: EventLog
) -> None:
    told = ask(session, [files], Names(), handoffs)
    assert same_map(told.summary, handoffs(log))
    assert told.names.resources == log.resources


def test_two_workers_find_the_paths_that_one_machine_finds_in_the_same_order(
    session: Any, files: str, log: EventLog
) -> None:
    told = ask(session, [files], Names(), ways)
    examples, found = told.summary.as_log(told.names)
    assert paths_as_dict(examples, found) == paths_as_dict(log, paths(log))
    assert found.seconds.tolist() == paths(log).seconds.tolist()
