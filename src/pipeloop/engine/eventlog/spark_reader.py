"""Rows of Parquet files as Spark reads them, as events with their arrival numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from pipeloop.engine.eventlog.building import MICROSECONDS
from pipeloop.engine.eventlog.spark_session import ClusterError

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row, SparkSession

# Bits of an arrival number for the row in its file; those for the file still fit a double.
ROW_BITS = 36
# What is no part of a name at its ends, and the last moment that a log takes: as readers have it.
_BLANK = "".join(map(chr, range(33)))
_LAST = 4_102_444_800 * MICROSECONDS - 1
_NUMBERS = ("bigint", "int")
# What whole numbers as times count since 1970, by their largest: seconds, milliseconds or
# microseconds, each with how many microseconds it is, and nanoseconds beyond.
_UNITS = ((10**11, MICROSECONDS), (10**14, 1_000), (10**17, 1))
_TIMES = ("timestamp", "timestamp_ntz", "date", *_NUMBERS)


class Columns(Protocol):
    """Names of the columns of a file, by role."""

    @property
    def case(self) -> str: ...
    @property
    def activity(self) -> str: ...
    @property
    def time(self) -> str: ...
    @property
    def resource(self) -> str | None: ...
    @property
    def start(self) -> str | None: ...


@dataclass(frozen=True)
class FirstPass:
    """Names and counts, from a first pass over all rows.

    Args:
        activities, resources: names in the order in which they first come.
        events: how many rows are events.
        bad: how many are not, by code: no_case, no_activity, no_time, out_of_range.
        since, until: seconds of the first and of the last event, counted from 1970; 0 for none.
    """

    activities: tuple[str, ...]
    resources: tuple[str, ...]
    events: int
    bad: Mapping[str, int]
    since: int
    until: int


def read(session: SparkSession, files: Sequence[str], columns: Columns) -> DataFrame:
    """Rows as `partition.part_log` takes them, and why one is `bad`, null for those that are not.

    Raises:
        ClusterError: no_column or no_times.
    """
    from pyspark.sql import functions as F  # noqa: N812  as everyone names it

    frame = session.read.parquet(*files)
    _check(frame, columns)
    cells = frame.select(
        _text(columns.case).alias("case"),
        _text(columns.activity).alias("activity"),
        _text(columns.resource).alias("resource"),
        _time(frame, columns.time).alias("moment"),
        _time(frame, columns.start).alias("began"),
        F.input_file_name().alias("file"),
        F.col("_metadata.row_index").alias("row"),
    )
    events = cells.join(F.broadcast(_order(session, frame, files)), "file", "left")
    place = F.coalesce("place", F.raise_error(F.lit("a file came while others were read")))
    bad = (
        F.when(F.col("case").isNull(), "no_case")
        .when(F.col("activity").isNull(), "no_activity")
        .when(F.col("moment").isNull(), "no_time")
        .when(~F.col("moment").between(0, _LAST), "out_of_range")
    )
    arrival = F.shiftleft(place, ROW_BITS) + F.col("row")
    return events.withColumns({"bad": bad, "arrival": arrival}).drop("file", "row", "place")


def _order(session: SparkSession, frame: DataFrame, files: Sequence[str]) -> DataFrame:
    """Which place each file has: Spark itself begins with the largest."""
    reader = session.read.schema(frame.schema)
    paths = [name for path in files for name in sorted(reader.parquet(path).inputFiles())]
    names = list(dict.fromkeys(paths))
    table = pa.table({"place": pa.array(range(len(names)), pa.int64()), "file": names})
    return session.createDataFrame(table)


def _check(frame: DataFrame, columns: Columns) -> None:
    kinds = dict(frame.dtypes)
    names = (columns.case, columns.activity, columns.time, columns.resource, columns.start)
    for name in names:
        if name is not None and name not in kinds:
            raise ClusterError("no_column", name=name, columns=", ".join(kinds))
    for name in (columns.time, columns.start):
        if name is not None and kinds[name] not in _TIMES:
            raise ClusterError("no_times", name=name, kind=kinds[name])


def _text(name: str | None) -> Column:
    """A column as text, null where nothing is written."""
    from pyspark.sql import functions as F  # noqa: N812

    if name is None:
        return F.lit(None).cast("string")
    return F.nullif(F.btrim(_column(name).cast("string"), F.lit(_BLANK)), F.lit(""))


def _time(frame: DataFrame, name: str | None) -> Column:
    """Microseconds since 1970."""
    from pyspark.sql import functions as F  # noqa: N812

    if name is None:
        return F.lit(None).cast("long")
    column = _column(name)
    if dict(frame.dtypes)[name] not in _NUMBERS:
        return F.unix_micros(column.cast("timestamp"))
    row = frame.agg(F.max(column)).first()
    latest = (row[0] if row is not None else None) or 0
    number = column.cast("long")
    for most, microseconds in _UNITS:
        if latest <= most:
            return number * microseconds
    # Whole division cuts towards zero; a moment before 1970 is to be cut downwards too.
    return F.call_function("div", number - F.pmod(number, F.lit(1_000)), F.lit(1_000))


def _column(name: str) -> Column:
    from pyspark.sql import functions as F  # noqa: N812

    escaped = name.replace("`", "``")
    return F.col(f"`{escaped}`")


def first_pass(rows: DataFrame) -> FirstPass:
    """Names, how many events there are, and how many rows are none."""
    from pyspark.sql import functions as F  # noqa: N812

    groups = (
        rows.groupBy("activity", "resource", "bad")
        .agg(F.count("*").alias("rows"), F.min("arrival"), F.min("moment"), F.max("moment"))
        .collect()
    )
    good = [group for group in groups if group["bad"] is None]
    bad: dict[str, int] = {}
    for group in groups:
        if group["bad"] is not None:
            bad[group["bad"]] = bad.get(group["bad"], 0) + group["rows"]
    return FirstPass(
        _by_arrival(good, "activity"),
        ("", *_by_arrival(good, "resource")),
        sum(group["rows"] for group in good),
        bad,
        min((group["min(moment)"] for group in good), default=0) // MICROSECONDS,
        max((group["max(moment)"] for group in good), default=0) // MICROSECONDS,
    )


def _by_arrival(groups: list[Row], column: str) -> tuple[str, ...]:
    ordered = sorted(groups, key=lambda group: group["min(arrival)"])
    return tuple(dict.fromkeys(group[column] for group in ordered if group[column] is not None))
