"""A session on a Spark cluster, or one line that says why there is none."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# How long a master may take to answer. Spark itself waits for a minute.
TIMEOUT_MS = 5_000
# So many events go to a worker's Python at once.
BATCH = 100_000
_WORDS = {
    "no_spark": 'Spark is not installed: pip install "pipeloop[spark]"',
    "no_java": "Spark needs Java 17 or newer: install it, or name its folder in JAVA_HOME",
    "no_master": "{master} does not answer",
    "no_column": "there is no column {name}; there are {columns}",
    "no_times": "{name} holds {kind}: times must be timestamps, dates or whole numbers",
    "no_files": "{reason}",
    "no_package": "a worker has no pipeloop: install the same version in the same Python there",
    "failed": "the cluster failed: {reason}",
}


class ClusterError(Exception):
    """A cluster cannot answer; as text, one line that says what to do.

    Args:
        code: a stable word: no_spark, no_java, no_master, no_column, no_times, no_files,
            no_package, failed.
        details: names for the message.
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(_WORDS[code].format(**details))
        self.code = code
        self.details = details


@contextmanager
def connected(master: str, zone: str = "UTC") -> Iterator[SparkSession]:
    """A session of a cluster, for as long as it is asked.

    Args:
        master: as Spark names it: spark://host:port, yarn, local[4].
        zone: that of times without one.

    Raises:
        ClusterError: no_spark, no_java, no_master, or failed.
    """
    session = _session(master, zone)
    try:
        yield session
    finally:
        session.stop()


def _session(master: str, zone: str) -> SparkSession:
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise ClusterError("no_spark") from None
    if not _has_java():
        raise ClusterError("no_java")
    conf = SparkConf().setMaster(master).setAppName("pipeloop").setAll(list(_settings(zone)))
    try:
        SparkContext._ensure_initialized(conf=conf)
    except PySparkException:
        raise ClusterError("no_java") from None
    _require_answer(SparkContext._jvm, master)
    try:
        session = SparkSession.builder.config(conf=conf).getOrCreate()
    except Exception as error:
        raise ClusterError("failed", reason=first_line(error)) from error
    # Spark would take whatever is called python3.
    session.sparkContext.pythonExec = os.environ.get("PYSPARK_PYTHON", sys.executable)
    return session


def _settings(zone: str) -> Iterator[tuple[str, str]]:
    yield "spark.sql.session.timeZone", zone
    yield "spark.sql.execution.arrow.maxRecordsPerBatch", str(BATCH)
    # Spark knows no nanoseconds, in which pandas writes all its times: as numbers they can be read.
    yield "spark.sql.legacy.parquet.nanosAsLong", "true"
    yield "spark.ui.enabled", "false"
    yield "spark.ui.showConsoleProgress", str(sys.stderr.isatty()).lower()


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=Path(home, "bin") if home else None) is not None


def _require_answer(jvm: Any, master: str) -> None:
    """Require that one machine of a standalone cluster's master accepts a connection.

    Raises:
        ClusterError: no_master.
    """
    before, scheme, machines = master.partition("spark://")
    if before or not scheme:
        return
    for machine in machines.split(","):
        host, _, port = machine.rpartition(":")
        if port.isdecimal() and _answers(jvm, host, int(port)):
            return
    raise ClusterError("no_master", master=master)


def _answers(jvm: Any, host: str, port: int) -> bool:
    from py4j.protocol import Py4JJavaError

    socket = jvm.java.net.Socket()
    try:
        socket.connect(jvm.java.net.InetSocketAddress(host, port), TIMEOUT_MS)
    except Py4JJavaError:
        return False
    finally:
        socket.close()
    return True


def first_line(error: Exception) -> str:
    """The first line of an error of Spark, without its stack trace."""
    java = getattr(error, "java_exception", None)
    words = str(error) if java is None else str(java.getMessage())
    return next(filter(None, map(str.strip, words.splitlines())), type(error).__name__)
