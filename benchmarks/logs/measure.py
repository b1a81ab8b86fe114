"""One engine on one log, in a process of its own: `python measure.py ENGINE FILE [QUESTION ...]`.

Runs under the interpreter of the engine's own environment, so it imports nothing of ours.
Prints one line of JSON: seconds of every repetition by question, and the peak of memory.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

# A question is asked until both are used up; one that takes long is asked once.
TIMES, BUDGET_S = 9, 6.0


def main() -> None:
    engine, path, *chosen = sys.argv[1:]
    module = importlib.import_module(f"benchmarks.logs.engines.{engine}")
    seconds: dict[str, list[float]] = {}
    began = time.perf_counter()
    log = module.read(Path(path))
    seconds["read"] = [time.perf_counter() - began]
    for name, ask in module.questions(log).items():
        if not chosen or name in chosen:
            seconds[name] = _repeated(ask)
    print(json.dumps({"seconds": seconds, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """The most memory this process has held, mapped files with it.

    On Linux `getrusage` counts what its parent held before it began as well.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _repeated(ask: Callable[[], Any]) -> list[float]:
    first = _timed(ask)
    if first > BUDGET_S:
        return [first]
    # The first time may have compiled or loaded something.
    seconds: list[float] = []
    while len(seconds) < TIMES and sum(seconds) < BUDGET_S:
        seconds.append(_timed(ask))
    return seconds


def _timed(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
