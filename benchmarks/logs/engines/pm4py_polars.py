"""pm4py on Polars, on a frame sorted as it wants it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pm4py
import polars as pl

NAMES = {"case": "case:concept:name", "activity": "concept:name", "resource": "org:resource",
         "time": "time:timestamp"}  # fmt: skip


def read(path: Path) -> pl.DataFrame:
    frame = pl.read_parquet(path).rename(NAMES)
    frame = frame.with_columns(pl.col("concept:name", "org:resource").cast(pl.String))
    return frame.sort(["case:concept:name", "time:timestamp"], maintain_order=True)


def questions(frame: pl.DataFrame) -> dict[str, Callable[[], Any]]:
    lazy = frame.lazy()
    return {
        "DFG": lambda: pm4py.discover_dfg(lazy),
        "DFG with times": lambda: pm4py.discover_performance_dfg(lazy, perf_aggregation_key="all"),
        "variants": lambda: pm4py.get_variants(lazy),
    }
