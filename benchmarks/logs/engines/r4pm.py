"""r4pm, written in Rust."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import r4pm
from r4pm import bindings

NAMES = {"case": "case:concept:name", "activity": "concept:name", "resource": "org:resource",
         "time": "time:timestamp"}  # fmt: skip


def read(path: Path) -> str:
    frame = pl.read_parquet(path).rename(NAMES)
    frame = frame.with_columns(pl.col("concept:name", "org:resource").cast(pl.String))
    return r4pm.import_item_from_df(
        "EventLog", frame.sort("case:concept:name", maintain_order=True)
    )


def questions(log: str) -> dict[str, Callable[[], Any]]:
    projection = r4pm.convert_item(log, "EventLogActivityProjection")
    return {
        "DFG": lambda: bindings.discover_dfg(log),
        "variants": lambda: bindings.get_variants(projection),
    }
