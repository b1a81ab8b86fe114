"""pm4py on pandas, on its own frame sorted as it wants it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pm4py

from benchmarks.logs.engines.hours import CLOSES, OPENS, WEEKDAYS

NAMES = {"case": "case:concept:name", "activity": "concept:name", "resource": "org:resource",
         "time": "time:timestamp"}  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    frame = pd.read_parquet(path).rename(columns=NAMES)
    for name in ("concept:name", "org:resource"):
        frame[name] = frame[name].astype("str").fillna("")
    frame = pm4py.format_dataframe(frame, case_id="case:concept:name")
    return frame.sort_values(["case:concept:name", "time:timestamp"], kind="stable")


def questions(frame: pd.DataFrame) -> dict[str, Callable[[], Any]]:
    slots = [(day * 86_400 + OPENS * 3_600, day * 86_400 + CLOSES * 3_600) for day in WEEKDAYS]
    return {
        "DFG": lambda: pm4py.discover_dfg(frame),
        "DFG with times": lambda: pm4py.discover_performance_dfg(frame, perf_aggregation_key="all"),
        "DFG with working times": lambda: pm4py.discover_performance_dfg(
            frame, business_hours=True, business_hour_slots=slots, perf_aggregation_key="all"
        ),
        "variants": lambda: pm4py.get_variants(frame),
        # It counts any two neighbouring events, also of one person or of nobody.
        "adjacent resources": lambda: pm4py.discover_handover_of_work_network(frame),
    }
