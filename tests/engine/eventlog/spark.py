"""A Spark cluster of a master and two workers, each a process of its own, for tests alone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

# Programs that live for seconds are not worth compiling well.
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
SPARK = find_spec("pyspark")
JAVA = shutil.which(
    "java", path=os.environ["JAVA_HOME"] + "/bin" if "JAVA_HOME" in os.environ else None
)

MARKS = [
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(SPARK is None, reason="pyspark is not installed"),
    pytest.mark.skipif(JAVA is None, reason="there is no Java"),
]


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of its master; everything it writes is in the folder."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as programs:
        for name, value in _spark_environment(folder).items():
            patch.setenv(name, value)
        master = programs.enter_context(_program("master.Master", "--port", "0"))
        address = next(line.split()[-1] for line in master if "Starting Spark master at" in line)
        for worker in ("one", "two"):
            place = ("--work-dir", str(folder / worker))
            size = ("--cores", "1", "--memory", "600m")
            programs.enter_context(_program("worker.Worker", *size, *place, address))
        yield address


def _spark_environment(folder: Path) -> dict[str, str]:
    (folder / "spark-defaults.conf").write_text(
        f"spark.driver.extraJavaOptions {QUICK}\n"
        f"spark.executor.extraJavaOptions {QUICK}\n"
        "spark.executor.memory 600m\n"
        "spark.sql.shuffle.partitions 2\n"
    )
    (folder / "log4j2.properties").write_text(
        "rootLogger.level = error\n"
        "rootLogger.appenderRef.out.ref = out\n"
        "logger.master.name = org.apache.spark.deploy.master.Master\n"
        "logger.master.level = info\n"
        "appender.out.type = Console\n"
        "appender.out.name = out\n"
        "appender.out.layout.type = PatternLayout\n"
        "appender.out.layout.pattern = %m%n\n"
    )
    return {
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
        "SPARK_LAUNCHER_OPTS": QUICK,
        "PYSPARK_PYTHON": sys.executable,
    }


@contextmanager
def _program(name: str, *arguments: str) -> Iterator[Iterator[str]]:
    """One of Spark's own programs, and the lines that it says."""
    assert SPARK is not None
    assert SPARK.origin is not None
    start = Path(SPARK.origin).with_name("bin") / "spark-class"
    command = [str(start), f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1"]
    with Popen([*command, "--webui-port", "0", *arguments], stdout=PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            yield running.stdout
        finally:
            running.terminate()
