"""The log of one worker of a cluster, from the events that come to it through Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeloop.engine.eventlog.building import build
from pipeloop.engine.eventlog.log import NOBODY, UNKNOWN, EventLog
from pipeloop.engine.eventlog.string_array import StringArray

# The attribute that holds the arrival number of the first event of a case, counted through all
# files: numbers of cases begin anew in each part, and cannot say which of two came first.
ARRIVAL = "arrival"


def part_log(
    batches: Iterable[pa.RecordBatch], activities: Sequence[str], resources: Sequence[str]
) -> EventLog:
    """A log of events in any order: put into that of their arrival first.

    Args:
        batches: at least one, with the columns `case`, `activity`, `resource` (text), `moment`
            and `began` (microseconds since 1970, the second one null where not known) and
            `arrival`, a number that rises in the order of arrival.
        activities, resources: names by code, the same in all parts.

    Returns:
        Cases are numbered in the order of their first events, and have `ARRIVAL`.
    """
    table = pa.Table.from_batches(batches)
    arrival = table["arrival"].to_numpy()
    order = np.argsort(arrival, kind="stable")
    case, case_ids, first = _cases(table["case"], order)
    began = table["began"]
    return build(
        case,
        _codes(table["activity"], activities)[order],
        table["moment"].to_numpy()[order],
        _codes(table["resource"], resources)[order],
        case_ids=case_ids,
        activities=activities,
        resources=resources,
        began=None if _is_all_null(began) else pc.fill_null(began, UNKNOWN).to_numpy()[order],
        numbers={ARRIVAL: arrival[order][first].astype(np.float64)},
    )


def no_events(activities: Sequence[str], resources: Sequence[str]) -> EventLog:
    """A log that has names, and no event."""
    nothing = np.zeros(0, np.int64)
    return build(
        nothing,
        nothing,
        nothing,
        case_ids=StringArray.of([]),
        activities=activities,
        resources=resources,
    )


def _cases(
    column: pa.ChunkedArray, order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], StringArray, NDArray[np.int64]]:
    """Codes of cases in an order of events, their names, and the first event of each there."""
    encoded = column.cast(pa.large_string()).combine_chunks().dictionary_encode()
    keys = encoded.indices.to_numpy()[order]
    first = np.empty(len(encoded.dictionary), np.int64)
    # Written from the last to the first, the first one remains.
    first[keys[::-1]] = np.arange(len(keys))[::-1]
    by_first = np.argsort(first)
    code = np.empty(len(first), np.int64)
    code[by_first] = np.arange(len(first))
    names = encoded.dictionary.take(pa.array(by_first))
    return code[keys], _texts(names), first[by_first]


def _texts(names: pa.LargeStringArray) -> StringArray:
    _, ends, letters = names.buffers()
    return StringArray(
        np.frombuffer(letters, np.uint8) if letters else np.zeros(0, np.uint8),
        np.frombuffer(ends, np.int64)[names.offset : names.offset + len(names) + 1],
    )


def _codes(column: pa.ChunkedArray, names: Sequence[str]) -> NDArray[np.int64]:
    """Codes of names; `NOBODY` for null, which only people may be."""
    codes = pc.index_in(column, value_set=pa.array(names, column.type))
    return np.asarray(pc.fill_null(codes, NOBODY), np.int64)


def _is_all_null(column: pa.ChunkedArray) -> bool:
    return bool(column.null_count == len(column))
