"""Logs of any length: a real one, again and again, with fresh cases and a few events lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.storing import save
from pipeloop.engine.eventlog.string_array import StringArray
from pipeloop.formats.logs import read_log

# One event in a hundred is dropped, so that paths multiply as they do in a longer history.
LOST = 0.01
COLUMNS = ["case", "activity", "resource", "time"]


def make(source: Path, events: int, folder: Path) -> Path:
    """A Parquet file of about so many events in the order of time, made once."""
    path = folder / f"{events}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write(read_log(source).log, events, path)
    return path


def stored(parquet: Path, times: int, folder: Path) -> Path:
    """The log of a Parquet file so many times over, as the engine keeps it; made once."""
    target = folder / f"{parquet.stem}-{times}"
    if not target.exists():
        log = read_log(parquet).log
        shift = np.repeat(np.arange(times) * log.event_count, log.case_count)
        save(
            replace(
                log,
                activity=np.tile(log.activity, times),
                time=np.tile(log.time, times),
                resource=np.tile(log.resource, times),
                low=np.tile(log.low, times) + shift,
                high=np.tile(log.high, times) + shift,
                cases=np.arange(times * log.case_count, dtype=np.int32),
                case_ids=_numbered(times * log.case_count),
            ),
            target,
        )
    return target


def _numbered(count: int) -> StringArray:
    """Names of equal length, without a Python object for each."""
    digits = np.arange(count)[:, None] // 10 ** np.arange(8, -1, -1) % 10
    return StringArray((digits + ord("0")).astype(np.uint8).reshape(-1), np.arange(count + 1) * 9)


def as_csv(path: Path) -> Path:
    """The same rows as CSV, made once."""
    target = path.with_suffix(".csv")
    if not target.exists():
        with pa.csv.CSVWriter(target, pq.read_schema(path)) as writer:
            for batch in pq.ParquetFile(path).iter_batches(1_000_000):
                writer.write_batch(batch)
    return target


def _write(log: EventLog, events: int, path: Path) -> None:
    case, order = _flat(log)
    times = round(events / len(order))
    # Ordering one log and repeating each of its events keeps the whole in the order of time.
    event = np.repeat(order, times)
    copy = np.tile(np.arange(times), len(order))
    is_kept = np.random.default_rng(1).random(len(event)) >= LOST
    event, copy = event[is_kept], copy[is_kept]
    table = pa.table(
        {
            "case": _named(case[event] + copy * log.case_count),
            "activity": _coded(log.activity[event], log.activities),
            "resource": _coded(log.resource[event], log.resources),
            "time": _moments(log.time[event], log.start),
        }
    )
    pq.write_table(table, path, row_group_size=1_000_000)


def _flat(log: EventLog) -> tuple[np.ndarray, np.ndarray]:
    """The case of each event, and the events in the order of time."""
    case = np.repeat(np.arange(log.case_count), log.high - log.low)
    return case, np.argsort(log.time, kind="stable")


def _named(numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise("deal-2026-", pa.array(numbers).cast("string"), "")


def _coded(codes: np.ndarray, names: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), list(names))


def _moments(seconds: np.ndarray, start: int) -> pa.Array:
    moments = (seconds.astype(np.int64) + start) * 1_000_000
    return pa.array(moments).cast(pa.timestamp("us", "UTC"))
