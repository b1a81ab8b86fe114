"""From a file to its map in a cold process, beside a peer that only reads the file."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.logs.making import as_csv

TIMES = 5
READ_CSV = "import duckdb; duckdb.sql(\"CREATE TABLE log AS SELECT * FROM read_csv('{path}')\")"
READ_PARQUET = (
    "import duckdb; duckdb.sql(\"CREATE TABLE log AS SELECT * FROM read_parquet('{path}')\")"
)
READ_XES = "import rustxes; rustxes.import_xes('{path}')"


def all_trips(xes: Path, parquet: Path, peers: Path) -> list[tuple[str, float, str, float]]:
    """File, seconds from it to the map, the peer, and seconds it needs to read it."""
    return [
        _trip("CSV, 10 million rows", as_csv(parquet), "DuckDB", READ_CSV, peers),
        _trip("Parquet, 10 million rows", parquet, "DuckDB", READ_PARQUET, peers),
        _trip("BPI 2012, XES.gz", xes, "rustxes", READ_XES, peers),
    ]


def _trip(
    name: str, path: Path, peer: str, script: str, peers: Path
) -> tuple[str, float, str, float]:
    ours = [sys.executable, "-m", "pipeloop.site.cli", "log", "map", str(path), "--json"]
    theirs = [str(peers), "-c", script.format(path=path)]
    # In turns: what else the machine does meets both alike.
    seconds = [(_seconds(ours), _seconds(theirs)) for _time in range(TIMES)]
    own, other = zip(*(seconds[1:] or seconds), strict=True)
    return name, statistics.median(own), peer, statistics.median(other)


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
