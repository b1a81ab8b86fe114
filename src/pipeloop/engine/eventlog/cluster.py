"""A question put to a log too large for one machine: the same kernels on a Spark cluster.

Every worker needs this package: the same version, in the same Python. All events of a case
come to one worker, in the order in which they arrived: by the order of the files, and by the
number of the row in its file, however Spark cuts and reads them. Names get their codes in the
order in which they are first met. So a summary is, to the last count, that of one machine.
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
from pipeloop.engine.eventlog.spark_reader import Columns, Met, first_pass, read
from pipeloop.engine.eventlog.spark_session import ClusterError, connected, first_line

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession

Summary = TypeVar("Summary")
# What a worker holds at once, in events.
PART = 2_000_000


@dataclass(frozen=True)
class Told(Generic[Summary]):
    """What a cluster says of a log.

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


def on_cluster(
    master: str,
    files: Sequence[str],
    columns: Columns,
    question: Callable[[EventLog], Summary],
    *,
    zone: str = "UTC",
) -> Told[Summary]:
    """What a question finds in Parquet files that the workers of a cluster can read.

    Args:
        master: as Spark names it: spark://host:port, yarn, local[4].
        files: files or folders, in the order in which their events arrived; files of one
            folder follow each other by name.
        question: a function of some module, which its workers import too. What it returns
            adds up with `+`, and can be packed.
        zone: that of times without one.

    Raises:
        ClusterError: there is no Spark, no Java or no answer, or the files do not serve.
    """
    with connected(master, zone) as session:
        return ask(session, files, columns, question)


def ask(
    session: SparkSession,
    files: Sequence[str],
    columns: Columns,
    question: Callable[[EventLog], Summary],
) -> Told[Summary]:
    """What `on_cluster` tells, from a cluster that is connected already."""
    with _in_one_line():
        rows = read(session, files, columns)
        met = first_pass(rows)
        parts = max(session.sparkContext.defaultParallelism, -(-met.events // PART))
        good = rows.where("bad is null").drop("bad").repartition(parts, "case")
        answers = good.mapInArrow(_answering(question, met), "cases long, summary binary")
        return _told(answers.collect(), question, met)


def _answering(
    question: Callable[[EventLog], Summary], met: Met
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a worker does with its part."""
    names = met.activities, met.resources

    def answer(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        come = [batch for batch in batches if batch.num_rows]
        if come:
            log = part_log(come, *names)
            summary = pack(question(log))
            yield pa.RecordBatch.from_pydict({"cases": [log.case_count], "summary": [summary]})

    return answer


def _told(
    answers: Sequence[Row], question: Callable[[EventLog], Summary], met: Met
) -> Told[Summary]:
    names = no_events(met.activities, met.resources)
    summaries = [unpack(bytes(row["summary"])) for row in answers] or [question(names)]
    # Two and two: each is added to one of about its size.
    while len(summaries) > 1:
        pairs = zip(summaries[::2], summaries[1::2], strict=False)
        summaries = [*(add(*pair) for pair in pairs), *summaries[len(summaries) // 2 * 2 :]]
    cases = sum(row["cases"] for row in answers)
    return Told(summaries[0], names, cases, met.events, met.since, met.until, met.bad)


@contextmanager
def _in_one_line() -> Iterator[None]:
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
