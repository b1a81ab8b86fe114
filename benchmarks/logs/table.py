"""What was measured, as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from typing import Any

NAMES = {
    "pipeloop": "Pipeloop",
    "pm4py_pandas": "pm4py, pandas",
    "pm4py_polars": "pm4py, Polars",
    "r4pm": "r4pm",
    "duckdb": "DuckDB",
}
QUESTIONS = (
    "read", "counts", "map", "map with cases", "map, working hours", "paths", "hand-offs",
    "funnel", "conformance",
)  # fmt: skip


def written(
    found: Sequence[dict[str, Any]], rounds: Sequence[tuple[str, float, str, float]]
) -> str:
    """The whole page."""
    parts = [
        "# The engine beside its peers",
        f"Measured by `make bench-log` on {os.cpu_count()} cores ({platform.machine()}, Python "
        f"{platform.python_version()}). Logs are BPI 2012 repeated with fresh cases and one event "
        "in a hundred lost. Median of several repetitions after a warm-up, in seconds; in "
        "brackets, how many times as long as Pipeloop takes.",
    ]
    for millions in sorted({row["millions"] for row in found}):
        parts += [f"## {millions} million events", _answers(found, millions)]
    parts += ["## From a file to its map, cold process", _trips(rounds)]
    return "\n\n".join(parts) + "\n"


def _answers(found: Sequence[dict[str, Any]], millions: int) -> str:
    rows = [row for row in found if row["millions"] == millions]
    ours = next((row for row in rows if row["engine"] == "pipeloop"), None)
    lines = [
        "| engine | " + " | ".join(QUESTIONS) + " | peak MB |",
        "| --- |" + " --: |" * (len(QUESTIONS) + 1),
    ]
    for row in rows:
        cells = [_cell(row, ours, question) for question in QUESTIONS]
        peak = f"{row['peak_mb']:,.0f}" if "peak_mb" in row else "fails"
        lines.append(f"| {NAMES[row['engine']]} | " + " | ".join(cells) + f" | {peak} |")
    if ours and "seconds" in ours:
        scan, read = (_median(ours, question) for question in ("scan", "map"))
        lines.append(
            f"\nReading the map's columns from memory and nothing more takes {_figure(scan)}: "
            f"the map takes {read / scan:.0f} times that, "
            f"{millions / read:,.0f} million events a second."
        )
    return "\n".join(lines)


def _cell(row: dict[str, Any], ours: dict[str, Any] | None, question: str) -> str:
    if question not in row.get("seconds", {}):
        return "–"
    spent = _median(row, question)
    if ours is None or row is ours or question not in ours["seconds"]:
        return _figure(spent)
    return f"{_figure(spent)} ({spent / _median(ours, question):,.1f})"


def _median(row: dict[str, Any], question: str) -> float:
    return statistics.median(row["seconds"][question])


def _figure(seconds: float) -> str:
    return f"{seconds:.4f}" if seconds < 0.1 else f"{seconds:.2f}"


def _trips(rounds: Sequence[tuple[str, float, str, float]]) -> str:
    lines = [
        "| file | to its map | peer | only reads it | ratio |",
        "| --- | --: | --- | --: | --: |",
    ]
    lines += [
        f"| {name} | {mine:.2f} | {peer} | {other:.2f} | {mine / other:.2f} |"
        for name, mine, peer, other in rounds
    ]
    return "\n".join(lines)
