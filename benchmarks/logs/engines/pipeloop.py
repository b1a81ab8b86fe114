"""This engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.logs.engines.hours import CLOSES, OPENS, WEEKDAYS
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.parallel import on_each_core
from pipeloop.engine.eventlog.storing import open_log
from pipeloop.engine.mining.case_arrays import last_second
from pipeloop.engine.mining.conformance.deviations import conformance
from pipeloop.engine.mining.conformance.model import discover_model
from pipeloop.engine.mining.discovery.dfg import TimedDfg, discover_dfg, timed_dfg
from pipeloop.engine.mining.discovery.pairs import Pairs, count_pairs, step_pairs
from pipeloop.engine.mining.discovery.step_order import usual_order
from pipeloop.engine.mining.discovery.variants import variants
from pipeloop.engine.mining.organisation.handovers import handovers_between_people
from pipeloop.engine.mining.performance.funnel import funnel
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from pipeloop.formats.logs import read_log

# The most frequent moves that make this share of all are what a case is compared with.
ALLOWED = 0.8


def read(path: Path) -> EventLog:
    return open_log(path) if path.is_dir() else read_log(path).log


def questions(log: EventLog) -> dict[str, Callable[[], Any]]:
    stages = [[code] for code in usual_order(log).tolist()]
    ended = np.ones(log.case_count, np.bool_)
    model = discover_model(discover_dfg(log), log.activities, ALLOWED)
    return {
        "scan": lambda: _scan(log),
        "DFG": lambda: step_pairs(log),
        "DFG with times": lambda: _times(timed_dfg(log)),
        "DFG with working times": lambda: _times(timed_dfg(_in_working_time(log))),
        "DFG with times and cases": lambda: _times(discover_dfg(log)),
        "variants": lambda: variants(log),
        "adjacent resources": lambda: _adjacent_resources(log),
        "handovers of work": lambda: _times(handovers_between_people(log)),
        "funnel": lambda: funnel(log, stages, ended=ended, now=last_second(log)),
        "conformance": lambda: conformance(log, model),
    }


def _times(dfg: TimedDfg) -> Any:
    return dfg.mean_s, dfg.quantile_s(0.5), dfg.quantile_s(0.9)


def _adjacent_resources(log: EventLog) -> Pairs:
    """What pm4py calls handover of work: the people of any two neighbouring events."""
    return count_pairs(log, log.resource, len(log.resources))


def _scan(log: EventLog) -> None:
    """Only reads the bytes that the DFG with times reads."""
    on_each_core(lambda part: [_bytes(part, name) for name in ("activity", "time")], log)


def _bytes(part: EventLog, name: str) -> Any:
    column = getattr(part, name)[part.low[0] : part.high[-1]]
    raw = column.view(np.uint8)
    return np.bitwise_xor.reduce(raw[: len(raw) // 8 * 8].view(np.uint64))


def _in_working_time(log: EventLog) -> EventLog:
    hours = WorkTime(
        ZoneInfo("UTC"), WEEKDAYS, time(OPENS), time(CLOSES), is_holiday=lambda _day: False
    )
    return in_working_time(log, hours)
