"""Values of each case, in a form in which a part of a log can look up its own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeloop.engine.eventlog.log import EventLog


def by_place(log: EventLog, values: NDArray[Any]) -> NDArray[Any]:
    """Values of a log's cases by place in `case_ids`: a part of the log takes `[part.cases]`.

    Args:
        values: one for each case of the log, shape (cases,).

    Returns:
        Shape (all cases,); 0 for a case that is not in this log.

    Raises:
        ValueError: there is not one value for each case.
    """
    if len(values) != log.case_count:
        raise ValueError("one value is needed for each case")
    by_case_id = np.zeros(len(log.case_ids), values.dtype)
    by_case_id[log.cases] = values
    return by_case_id


def last_second(log: EventLog) -> int:
    """The time of the latest event, in the seconds of the log; 0 when there is none."""
    ends = log.high[log.high > log.low]
    return int(log.time[ends - 1].max()) if len(ends) else 0
