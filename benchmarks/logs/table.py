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
    "read", "DFG", "DFG with times", "DFG with times and cases", "DFG with working times",
    "variants", "adjacent resources", "handovers of work", "funnel", "conformance",
)  # fmt: skip


def page(measured: Sequence[dict[str, Any]], trips: Sequence[tuple[str, float, str, float]]) -> str:
    """The whole page.

    Args:
        measured: engine, millions of events, and seconds by question.
        trips: file, seconds from it to the map, the peer, and seconds that it needs to read it.
    """
    parts = [
        "# The engine beside its peers",
        f"Measured by `make bench-log` on {os.cpu_count()} cores ({platform.machine()}, Python "
        f"{platform.python_version()}). Logs are BPI 2012 repeated with fresh cases and one event "
        "in a hundred lost. Median of several repetitions after a warm-up, in seconds; in "
        "brackets, how many times as long as Pipeloop takes. Adjacent resources are what pm4py "
        "calls handover of work: the people of any two neighbouring events. Handovers of work "
        "are from one known person to the next.",
    ]
    for millions in sorted({row["millions"] for row in measured}):
        parts += [f"## {millions} million events", _answers(measured, millions)]
    parts += ["## From a file to its map, cold process", _trip_table(trips)]
    return "\n\n".join(parts) + "\n"


def _answers(measured: Sequence[dict[str, Any]], millions: int) -> str:
    rows = [row for row in measured if row["millions"] == millions]
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
        scan, dfg = (_median(ours, question) for question in ("scan", "DFG with times"))
        lines.append(
            f"\nOnly to read the columns of the DFG with times from memory takes "
            f"{_figure(scan)}: the DFG takes {dfg / scan:.0f} times that, "
            f"{millions / dfg:,.0f} million events a second."
        )
    return "\n".join(lines)


def _cell(row: dict[str, Any], ours: dict[str, Any] | None, question: str) -> str:
    if question not in row.get("seconds", {}):
        return "–"
    seconds = _median(row, question)
    if ours is None or row is ours or question not in ours["seconds"]:
        return _figure(seconds)
    return f"{_figure(seconds)} ({seconds / _median(ours, question):,.1f})"


def _median(row: dict[str, Any], question: str) -> float:
    return statistics.median(row["seconds"][question])


def _figure(seconds: float) -> str:
    return f"{seconds:.4f}" if seconds < 0.1 else f"{seconds:.2f}"


def _trip_table(trips: Sequence[tuple[str, float, str, float]]) -> str:
    lines = [
        "| file | to its map | peer | only reads it | ratio |",
        "| --- | --: | --- | --: | --: |",
    ]
    lines += [
        f"| {name} | {own:.2f} | {peer} | {other:.2f} | {own / other:.2f} |"
        for name, own, peer, other in trips
    ]
    return "\n".join(lines)
