"""A question put to a log too large for one machine: the same kernels on a Spark cluster.

Every worker needs this package: the same version, in the same Python. All events of a case
come to one worker, in the order in which they arrived: by the order of the files, and by the
number of the row in its file, however Spark cuts and reads them. Names get their codes in the
order in which they first come. So a summary is, to the last count, that of one machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import add
from typing import TYPE_CHECKING, Generic, TypeVar

import pyarrow as pa

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.partition import no_events, part_log
from pipeloop.engine.eventlog.serialization import pack, unpack
from pipeloop.engine.eventlog.spark_reader import Columns, FirstPass, first_pass, read
from pipeloop.engine.eventlog.spark_session import ClusterError, first_line

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession

Summary = TypeVar("Summary")
# What a worker holds at once, in events.
EVENTS_PER_PART = 2_000_000


@dataclass(frozen=True)
class ClusterAnswer(Generic[Summary]):
    """The answer of a cluster to a question about a log.

    Args:
        summary: the summaries of all parts, added up.
        names: a log without events that has the names of steps and people by code.
        cases, events: how many there are.
        since, until: seconds of the first and of the last event, counted from 1970.
        bad: rows that were left out, by code: no_case, no_activity, no_time, out_of_range.
    """

    summary: Summary
    names: EventLog
    cases: int
    events: int
    since: int
    until: int
    bad: Mapping[str, int]


def ask_cluster(
    session: SparkSession,
    files: Sequence[str],
    columns: Columns,
    question: Callable[[EventLog], Summary],
) -> ClusterAnswer[Summary]:
    """The answer to a question about Parquet files that the workers of a cluster can read.

    Args:
        session: of a cluster; see `connected`.
        files: files or folders, in the order in which their events arrived; files of one
            folder follow each other by name.
        question: a function of some module, which its workers import too. What it returns
            adds up with `+`, and can be packed.

    Raises:
        ClusterError: the files do not serve, a worker has no such package, or it failed.
    """
    with _spark_errors_in_one_line():
        rows = read(session, files, columns)
        names = first_pass(rows)
        parts = max(session.sparkContext.defaultParallelism, -(-names.events // EVENTS_PER_PART))
        good = rows.where("bad is null").drop("bad").repartition(parts, "case")
        summaries = good.mapInArrow(_summarizer(question, names), "cases long, summary binary")
        return _answer(summaries.collect(), question, names)


def _summarizer(
    question: Callable[[EventLog], Summary], names: FirstPass
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a worker does with its part."""
    activities, resources = names.activities, names.resources

    def summarize(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        filled = [batch for batch in batches if batch.num_rows]
        if filled:
            log = part_log(filled, activities, resources)
            summary = pack(question(log))
            yield pa.RecordBatch.from_pydict({"cases": [log.case_count], "summary": [summary]})

    return summarize


def _answer(
    rows: Sequence[Row], question: Callable[[EventLog], Summary], names: FirstPass
) -> ClusterAnswer[Summary]:
    empty = no_events(names.activities, names.resources)
    summaries = [unpack(bytes(row["summary"])) for row in rows] or [question(empty)]
    # Two and two: each is added to one of about its size.
    while len(summaries) > 1:
        pairs = zip(summaries[::2], summaries[1::2], strict=False)
        summaries = [*(add(*pair) for pair in pairs), *summaries[len(summaries) // 2 * 2 :]]
    return ClusterAnswer(
        summaries[0],
        empty,
        sum(row["cases"] for row in rows),
        names.events,
        names.since,
        names.until,
        names.bad,
    )


@contextmanager
def _spark_errors_in_one_line() -> Iterator[None]:
    """Say what Spark has to say in one line."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import AnalysisException, PySparkException, PythonException

    try:
        yield
    except PythonException as error:
        if "No module named 'pipeloop'" in str(error):
            raise ClusterError("no_package") from error
        raise ClusterError("failed", reason=str(error).strip().splitlines()[-1]) from error
    except AnalysisException as error:
        raise ClusterError("no_files", reason=first_line(error)) from error
    except (PySparkException, Py4JJavaError) as error:
        raise ClusterError("failed", reason=first_line(error)) from error
