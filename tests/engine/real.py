"""The shared logs, read once, and the facts that pm4py 2.7.23 computes of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.formats.logs import read_log

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FACTS = Path(__file__).parent / "facts"
FILES = {
    "bpi2012": "bpi2012/bpic2012.xes.gz",
    "receipt": "receipt/receipt.xes.gz",
    "work_and_wait": "work_and_wait/interval_event_log.xes",
}
MARKS = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.exists(), reason="the shared data sets are absent"),
]


@cache
def real_log(name: str) -> EventLog:
    """One of the shared logs."""
    return read_log(DATA / FILES[name]).log


@cache
def facts(name: str) -> dict[str, Any]:
    """What pm4py counts in it."""
    content: dict[str, Any] = json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))
    return content
