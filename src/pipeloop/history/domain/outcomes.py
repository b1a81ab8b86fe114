"""How the deals of a log ended."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.formats.columns import guess_outcome
from pipeloop.history.words import OUTCOME, Outcome

ENDS = (Outcome.OPEN, Outcome.WON, Outcome.LOST)
_CODES = {"": 0, Outcome.WON.value: 1, Outcome.LOST.value: 2}


def outcomes(log: EventLog) -> NDArray[np.uint8]:
    """How each deal ended, as its log says, or else as its last step is called.

    Returns:
        Places in `ENDS`, shape (cases,).
    """
    if OUTCOME in log.labels:
        labels = log.labels[OUTCOME]
        return _codes_of(labels.names)[labels.codes[log.cases]]
    ends = np.zeros(log.case_count, np.uint8)
    has_events = log.high > log.low
    ends[has_events] = _codes_of(log.activities)[log.activity[log.high[has_events] - 1]]
    return ends


def _codes_of(names: Iterable[str]) -> NDArray[np.uint8]:
    return np.array([_CODES[guess_outcome(name)] for name in names], np.uint8)
