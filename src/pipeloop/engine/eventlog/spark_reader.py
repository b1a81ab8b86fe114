"""Rows of Parquet files as Spark reads them, made into events that know when they arrived."""

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
class Met:
    """What a first pass over all rows tells.

    Args:
        activities, resources: names in the order in which they are first met.
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
    """Rows as `partition.part_log` wants them, and why one is `bad`, null for those that are not.

    Raises:
        ClusterError: no_column or no_times.
    """
    from pyspark.sql import functions as F  # noqa: N812  as everyone names it

    told = session.read.parquet(*files)
    _check(told, columns)
    cells = told.select(
        _text(columns.case).alias("case"),
        _text(columns.activity).alias("activity"),
        _text(columns.resource).alias("resource"),
        _time(told, columns.time).alias("moment"),
        _time(told, columns.start).alias("began"),
        F.input_file_name().alias("file"),
        F.col("_metadata.row_index").alias("row"),
    )
    whole = cells.join(F.broadcast(_order(session, told, files)), "file", "left")
    place = F.coalesce("place", F.raise_error(F.lit("a file came while others were read")))
    bad = (
        F.when(F.col("case").isNull(), "no_case")
        .when(F.col("activity").isNull(), "no_activity")
        .when(F.col("moment").isNull(), "no_time")
        .when(~F.col("moment").between(0, _LAST), "out_of_range")
    )
    arrival = F.shiftleft(place, ROW_BITS) + F.col("row")
    return whole.withColumns({"bad": bad, "arrival": arrival}).drop("file", "row", "place")


def _order(session: SparkSession, told: DataFrame, files: Sequence[str]) -> DataFrame:
    """Which place each file has: Spark itself begins with the largest."""
    again = session.read.schema(told.schema)
    named = [name for path in files for name in sorted(again.parquet(path).inputFiles())]
    names = list(dict.fromkeys(named))
    table = pa.table({"place": pa.array(range(len(names)), pa.int64()), "file": names})
    return session.createDataFrame(table)


def _check(told: DataFrame, columns: Columns) -> None:
    kinds = dict(told.dtypes)
    named = (columns.case, columns.activity, columns.time, columns.resource, columns.start)
    for name in named:
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


def _time(told: DataFrame, name: str | None) -> Column:
    """Microseconds since 1970."""
    from pyspark.sql import functions as F  # noqa: N812

    if name is None:
        return F.lit(None).cast("long")
    column = _column(name)
    if dict(told.dtypes)[name] not in _NUMBERS:
        return F.unix_micros(column.cast("timestamp"))
    row = told.agg(F.max(column)).first()
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


def first_pass(rows: DataFrame) -> Met:
    """Names, how many events there are, and how many rows are none."""
    from pyspark.sql import functions as F  # noqa: N812

    found = (
        rows.groupBy("activity", "resource", "bad")
        .agg(F.count("*").alias("rows"), F.min("arrival"), F.min("moment"), F.max("moment"))
        .collect()
    )
    good = [row for row in found if row["bad"] is None]
    bad: dict[str, int] = {}
    for row in found:
        if row["bad"] is not None:
            bad[row["bad"]] = bad.get(row["bad"], 0) + row["rows"]
    return Met(
        _by_arrival(good, "activity"),
        ("", *_by_arrival(good, "resource")),
        sum(row["rows"] for row in good),
        bad,
        min((row["min(moment)"] for row in good), default=0) // MICROSECONDS,
        max((row["max(moment)"] for row in good), default=0) // MICROSECONDS,
    )


def _by_arrival(found: list[Row], column: str) -> tuple[str, ...]:
    ordered = sorted(found, key=lambda row: row["min(arrival)"])
    return tuple(dict.fromkeys(row[column] for row in ordered if row[column] is not None))
