"""The engine beside its peers: `make bench-log`, or `python -m benchmarks.logs --millions 1 10`.

Every engine reads the same log and answers the same questions in a process of its own, one
after another, so that they share neither memory nor cores. Peers live in an environment of
their own, made the first time. The table goes to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

from benchmarks.logs import table, trips
from benchmarks.logs.making import make, stored

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATA = ROOT / "var" / "bench-log"
SOURCE = ROOT.parent / "shared" / "data" / "bpi2012" / "bpic2012.xes.gz"
# How far each engine is taken, in millions of events: further it needs more memory than most
# machines have, or hours.
LARGEST_FILE = 10
ENGINES = {
    "pipeloop": 1_000,
    "pm4py_pandas": 10,
    "pm4py_polars": 10,
    "r4pm": 10,
    "duckdb": 10,
}
# Questions that take hours of a peer at 10 million events.
ONLY_AT_ONE = {("pm4py_pandas", "DFG with working times")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--millions", nargs="+", type=int, default=[1, 10, 100])
    parser.add_argument("--source", type=Path, default=SOURCE, help="a real log to repeat")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    arguments = parser.parse_args()
    peers = _peers()
    logs = {size: _log(arguments.source, size) for size in arguments.millions}
    measured = [
        _measured(engine, millions, log, peers)
        for millions, log in logs.items()
        for engine in arguments.engines
        if millions <= ENGINES[engine]
    ]
    seconds = trips.all_trips(arguments.source, make(arguments.source, 10_000_000, DATA), peers)
    page = table.page(measured, seconds)
    (ROOT / "docs" / "benchmarks.md").write_text(page, encoding="utf-8")
    print(page)


def _log(source: Path, millions: int) -> Path:
    """A file that every engine reads; where that is too large, the log as this engine keeps it."""
    if millions <= LARGEST_FILE:
        return make(source, millions * 1_000_000, DATA)
    ten = make(source, LARGEST_FILE * 1_000_000, DATA)
    return stored(ten, millions // LARGEST_FILE, DATA)


def _measured(engine: str, millions: int, log: Path, peers: Path) -> dict[str, Any]:
    print(f"{engine}, {millions} million events", file=sys.stderr, flush=True)
    python = sys.executable if engine == "pipeloop" else str(peers)
    chosen = _questions(engine, millions)
    began = time.perf_counter()
    done = subprocess.run(
        [python, str(HERE / "measure.py"), engine, str(log), *chosen],
        capture_output=True,
        text=True,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    result = json.loads(lines[-1]) if lines else {"failed": done.stderr.strip().splitlines()[-1:]}
    print(f"  {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return {"engine": engine, "millions": millions, **result}


def _questions(engine: str, millions: int) -> list[str]:
    if millions == 1 or not any(engine == slow for slow, _question in ONLY_AT_ONE):
        return []
    return ["DFG", "DFG with times", "variants", "adjacent resources"]


def _peers() -> Path:
    """The interpreter of the environment of the peers."""
    python = DATA / "peers" / "bin" / "python"
    if not python.exists():
        venv.create(DATA / "peers", with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(HERE / "peers.txt")]
        subprocess.run(install, check=True)
    return python


if __name__ == "__main__":
    main()
