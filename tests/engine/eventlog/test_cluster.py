from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeloop.engine.eventlog.building import build
from pipeloop.engine.eventlog.cluster import ask_cluster
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.spark_reader import read
from pipeloop.engine.eventlog.spark_session import ClusterError, connected
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.engine.mining.discovery.dfg import discover_dfg
from pipeloop.engine.mining.discovery.pairs import step_pairs
from pipeloop.engine.mining.discovery.portable_variants import portable_variants
from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.engine.mining.json_shapes import dfg_as_dict, variants_as_dict
from pipeloop.engine.mining.organisation.handovers import handovers_between_people
from tests.engine.eventlog.spark import MARKS, cluster
from tests.engine.logs import START
from tests.engine.mining.same import same_map, same_summary

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
    with cluster(tmp_path_factory.mktemp("spark")) as master, connected(master) as session:
        yield session


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
    (case, cases), (step, steps) = (
        _coded(table["deal"].to_pylist()),
        _coded(table["step"].to_pylist()),
    )
    who, people = _coded(["", *(name or "" for name in table["who"].to_pylist())])
    moment = table["at"].cast(pa.int64()).to_numpy()
    return build(
        case,
        step,
        moment,
        who[1:],
        case_ids=StringArray.of(cases),
        activities=steps,
        resources=people,
    )


def _coded(names: list[str]) -> tuple[Any, list[str]]:
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(name, len(codes)) for name in names]), list(codes)


def test_two_workers_find_the_map_that_one_machine_finds(
    session: Any, files: str, log: EventLog
) -> None:
    answer = ask_cluster(session, [files], Names(), discover_dfg)
    assert same_map(answer.summary, discover_dfg(log))
    assert dfg_as_dict(answer.names, answer.summary) == dfg_as_dict(log, discover_dfg(log))
    assert (answer.cases, answer.events) == (log.case_count, log.event_count)
    assert (answer.since, answer.until) == (log.start, log.start + int(log.time.max()))
    assert answer.bad == {}
    assert session.sparkContext.defaultParallelism == 2


def test_two_workers_find_the_handovers_that_one_machine_finds(
    session: Any, files: str, log: EventLog
) -> None:
    answer = ask_cluster(session, [files], Names(), handovers_between_people)
    assert same_summary(answer.summary, handovers_between_people(log))
    assert answer.summary.unknown_events > 0
    assert answer.names.resources == log.resources


def test_two_workers_find_the_paths_that_one_machine_finds_in_the_same_order(
    session: Any, files: str, log: EventLog
) -> None:
    answer = ask_cluster(session, [files], Names(), portable_variants)
    examples, summary = answer.summary.as_log(answer.names)
    assert variants_as_dict(examples, summary) == variants_as_dict(log, variants(log))
    assert summary.seconds.tolist() == variants(log).seconds.tolist()


def _kept(folder: Path, **columns: Any) -> str:
    pq.write_table(pa.table(columns), folder / "log.parquet")
    return str(folder / "log.parquet")


def test_rows_that_are_no_events_are_left_out_and_counted(session: Any, tmp_path: Path) -> None:
    file = _kept(
        tmp_path,
        deal=["a", " ", "a", None, "a", "b", "b"],
        step=["lead", "call", None, "", "call", " lead\n", "call"],
        at=pa.array([7, 1, 2, None, None, 5, -1], pa.timestamp("us")),
    )
    answer = ask_cluster(session, [file], Names(resource=None), step_pairs)
    assert answer.bad == {"no_case": 2, "no_activity": 1, "no_time": 1, "out_of_range": 1}
    assert (answer.cases, answer.events) == (2, 2)
    assert (answer.names.activities, answer.summary.events.tolist()) == (("lead",), [2])


def test_a_log_without_a_single_event_has_an_empty_map(session: Any, tmp_path: Path) -> None:
    file = _kept(tmp_path, deal=["a"], step=["lead"], at=pa.array([None], pa.timestamp("us")))
    answer = ask_cluster(session, [file], Names(resource=None), discover_dfg)
    assert (answer.cases, answer.events, answer.summary.pair.tolist()) == (0, 0, [])


def test_events_of_one_moment_keep_the_order_of_the_files_that_are_named(
    session: Any, tmp_path: Path
) -> None:
    named = []
    for step in ("third", "first", "second"):
        (tmp_path / step).mkdir()
        at = pa.array([5], pa.timestamp("us"))
        named.append(_kept(tmp_path / step, deal=["a"], step=[step], at=at))
    answer = ask_cluster(
        session, [named[1], named[2], named[0]], Names(resource=None), portable_variants
    )
    assert answer.names.activities == ("first", "second", "third")
    assert answer.summary.as_log(answer.names)[0].path(0) == ("first", "second", "third")


MOMENT = START * 10**6 + 999_999


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (pa.array([START]), START * 10**6),
        (pa.array([START], pa.int32()), START * 10**6),
        (pa.array([MOMENT // 1000]), MOMENT // 1000 * 1000),
        (pa.array([MOMENT]), MOMENT),
        (pa.array([MOMENT * 1000 + 7]), MOMENT),
        (pa.array([MOMENT * 1000 + 7], pa.timestamp("ns", "UTC")), MOMENT),
        (pa.array([MOMENT], pa.timestamp("us")), MOMENT),
        (pa.array([START // 86400], pa.date32()), START * 10**6),
    ],
    ids=str,
)
def test_whole_numbers_and_dates_are_times_too(
    session: Any, tmp_path: Path, number: pa.Array, moment: int
) -> None:
    file = _kept(tmp_path, deal=["a"], step=["lead"], at=number)
    (row,) = read(session, [file], Names(resource=None)).collect()
    assert row["moment"] == moment


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (Names(case="lead"), "there is no column lead; there are deal, step, at"),
        (Names(resource=None), "at holds string: times must be timestamps, dates or whole numbers"),
    ],
)
def test_what_is_wrong_with_a_column_is_named(
    session: Any, tmp_path: Path, columns: Names, words: str
) -> None:
    file = _kept(tmp_path, deal=["a"], step=["lead"], at=["yesterday"])
    with pytest.raises(ClusterError, match=words):
        ask_cluster(session, [file], columns, discover_dfg)


def test_a_file_that_is_not_there_or_is_no_parquet_is_named(session: Any, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=f"does not exist: file:{tmp_path}/none") as caught:
        ask_cluster(session, [str(tmp_path / "none")], Names(), discover_dfg)
    assert caught.value.code == "no_files"
    (tmp_path / "other").write_text("deal,step,at\n")
    with pytest.raises(ClusterError, match="other") as caught:
        ask_cluster(session, [str(tmp_path / "other")], Names(), discover_dfg)
    assert "\n" not in str(caught.value)


def test_a_master_that_does_not_answer_is_not_waited_for(session: Any) -> None:
    with closing(socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"^{nobody} does not answer$"), connected(nobody):
            pass


def test_without_spark_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with (
        pytest.raises(ClusterError, match=r'pip install "pipeloop\[spark\]"'),
        connected("local[1]"),
    ):
        pass


def test_without_java_the_message_says_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ClusterError, match="Java 17"), connected("local[1]"):
        pass
