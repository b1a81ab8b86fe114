"""Small logs, written as variants."""

from __future__ import annotations

import numpy as np

from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.string_array import StringArray


def log_of(*cases: str, every: int = 60) -> EventLog:
    """A log of cases whose steps are letters, one every so many seconds."""
    letters = sorted(set("".join(cases)))
    case = [number for number, path in enumerate(cases) for _step in path]
    moment = [place * every * MICROSECONDS for path in cases for place in range(len(path))]
    return build(
        np.array(case, np.int64),
        np.array([letters.index(step) for path in cases for step in path], np.int64),
        np.array(moment, np.int64),
        case_ids=StringArray.of([f"deal {number}" for number in range(len(cases))]),
        activities=letters,
    )
