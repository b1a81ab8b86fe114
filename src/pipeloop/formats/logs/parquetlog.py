"""Parquet, its columns taken as they are kept there."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet, types

from pipeloop.formats.errors import FormatError
from pipeloop.formats.logs import clock
from pipeloop.formats.logs.moments import PROBLEMS, Calendar, Moments, of_clock
from pipeloop.formats.logs.parts import Part, Roles
from pipeloop.formats.logs.spans import Coded, Column, Spans, Told, kept
from pipeloop.formats.tables import Cell

ROWS = 1 << 20
# What a nested column tells is no attribute of a case.
_PLAIN = (types.is_string, types.is_large_string, types.is_integer, types.is_floating,
          types.is_boolean, types.is_dictionary, types.is_timestamp, types.is_date,
          types.is_decimal)  # fmt: skip


def open_parquet(path: Path) -> parquet.ParquetFile:
    """A file whose texts come as codes.

    Raises:
        FormatError: broken_archive.
    """
    try:
        texts = [
            field.name
            for field in parquet.read_schema(path)
            if types.is_string(field.type) or types.is_large_string(field.type)
        ]
        return parquet.ParquetFile(path, read_dictionary=texts, memory_map=True)
    except (pa.ArrowException, OSError) as error:
        raise FormatError("broken_archive", said=str(error)[:200]) from None


def header_of(file: parquet.ParquetFile) -> tuple[str, ...]:
    """Names of the columns that are not nested."""
    return tuple(
        field.name for field in file.schema_arrow if any(plain(field.type) for plain in _PLAIN)
    )


def samples_of(file: parquet.ParquetFile, rows: int) -> tuple[tuple[Cell, ...], ...]:
    """The first rows."""
    names = list(header_of(file))
    batches = islice(_batches(file, names, rows), 1)
    return tuple(
        tuple(_cell(row[name]) for name in names) for batch in batches for row in batch.to_pylist()
    )


def _cell(value: Any) -> Cell:
    return value if value is None or isinstance(value, Cell) else str(value)


def _batches(
    file: parquet.ParquetFile, names: list[str], rows: int = ROWS
) -> Iterator[pa.RecordBatch]:
    try:
        batches = file.iter_batches(batch_size=rows, columns=names)
        # The next one is read while one is worked on.
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(next, batches, None)
            while (batch := coming.result()) is not None:
                coming = pool.submit(next, batches, None)
                yield batch
    except (pa.ArrowException, OSError) as error:
        raise FormatError("broken_archive", said=str(error)[:200]) from None


def parts(file: parquet.ParquetFile, roles: Roles, calendar: Calendar) -> Iterator[Part]:
    """The rows of a file, so many at a time."""
    readers = {column: _ColumnReader() for column in roles.wanted}
    before = 1
    for batch in _batches(file, [roles.header[column] for column in roles.wanted]):
        columns: dict[int, Column] = {}
        came: dict[int, tuple[Moments, Told]] = {}
        for column, reader in readers.items():
            values = batch.column(roles.header[column])
            if column in (roles.time, roles.start) and _is_moment(values.type):
                came[column] = _moments(values, calendar.zone), _Printed(values)
            else:
                columns[column] = reader.read(values)
        yield roles.part(columns, np.arange(before, before + len(batch)), calendar, came)
        before += len(batch)


@dataclass(frozen=True)
class _Printed:
    values: pa.Array

    def text(self, place: int) -> str:
        """A value as Python writes it."""
        return str(self.values[place])


def _is_moment(kind: pa.DataType) -> bool:
    return bool(types.is_timestamp(kind) or types.is_date(kind))


def _moments(values: pa.Array, zone: ZoneInfo) -> Moments:
    """Microseconds since 1970; those that the log does not take are told as such."""
    aware = types.is_timestamp(values.type) and values.type.tz is not None
    micros = values.cast(pa.timestamp("us", values.type.tz if aware else None), safe=False)
    found = np.array(micros.fill_null(0).view(pa.int64()))
    empty = np.asarray(values.is_null())
    far = (found < 0) | (found >= clock.DAYS * clock.DAY)
    if not aware:
        found = of_clock(np.where(far, 0, found), zone)
    found[far] = clock.NONE + PROBLEMS.index("out_of_range")
    found[empty] = clock.NONE
    return found


class _ColumnReader:
    """Batches of a column of any plain kind as texts; what names a batch has mostly come again."""

    def __init__(self) -> None:
        self._last: tuple[pa.Array, Spans] | None = None

    def read(self, values: pa.Array) -> Column:
        """One batch."""
        kind = values.type
        if types.is_floating(kind) and pc.all(pc.equal(pc.floor(values), values)).as_py():
            # Whole numbers with gaps, as pandas keeps them.
            values = values.cast(pa.int64(), safe=False)
        coded = values if types.is_dictionary(kind) else values.dictionary_encode()
        codes = np.asarray(coded.indices.cast(pa.int32()).fill_null(-1))
        return Coded(self._names(coded.dictionary), codes)

    def _names(self, names: pa.Array) -> Spans:
        if self._last is None or not names.equals(self._last[0]):
            self._last = names, _texts(names)
        return self._last[1]


def _texts(values: pa.Array) -> Spans:
    """Texts where Arrow keeps them."""
    values = values.cast(pa.large_string()).fill_null("")
    _valid, ends, letters = values.buffers()
    places = np.frombuffer(ends, np.int64)[values.offset : values.offset + len(values) + 1].copy()
    return Spans(kept(letters or b""), places[:-1], places[1:])
