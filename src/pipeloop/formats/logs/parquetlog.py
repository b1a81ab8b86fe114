"""Parquet, its columns taken as Arrow stores them."""

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
from pipeloop.formats.logs import timestamp_kernels
from pipeloop.formats.logs.chunks import Chunk, ColumnRoles
from pipeloop.formats.logs.text_spans import CodedColumn, Column, RowTexts, TextSpans, read_only
from pipeloop.formats.logs.timestamps import PROBLEMS, TimestampReader, Timestamps, to_utc
from pipeloop.formats.tables import Cell

ROWS_PER_BATCH = 1 << 20
# Nested columns are no attributes of cases.
_SCALAR_TYPES = (types.is_string, types.is_large_string, types.is_integer, types.is_floating,
          types.is_boolean, types.is_dictionary, types.is_timestamp, types.is_date,
          types.is_decimal)  # fmt: skip


def open_parquet(path: Path) -> parquet.ParquetFile:
    """A file whose texts are read as dictionary-encoded.

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
        raise FormatError("broken_archive", reason=str(error)[:200]) from None


def header_of(file: parquet.ParquetFile) -> tuple[str, ...]:
    """Names of the columns that are not nested."""
    return tuple(
        field.name
        for field in file.schema_arrow
        if any(is_type(field.type) for is_type in _SCALAR_TYPES)
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
    file: parquet.ParquetFile, names: list[str], rows: int = ROWS_PER_BATCH
) -> Iterator[pa.RecordBatch]:
    try:
        batches = file.iter_batches(batch_size=rows, columns=names)
        # The next batch is read while one is processed.
        with ThreadPoolExecutor(1) as pool:
            next_batch = pool.submit(next, batches, None)
            while (batch := next_batch.result()) is not None:
                next_batch = pool.submit(next, batches, None)
                yield batch
    except (pa.ArrowException, OSError) as error:
        raise FormatError("broken_archive", reason=str(error)[:200]) from None


def chunks(
    file: parquet.ParquetFile, roles: ColumnRoles, timestamp_reader: TimestampReader
) -> Iterator[Chunk]:
    """The rows of a file, a batch at a time."""
    readers = {column: _ColumnReader() for column in roles.wanted}
    first_row = 1
    for batch in _batches(file, [roles.header[column] for column in roles.wanted]):
        columns: dict[int, Column] = {}
        read_timestamps: dict[int, tuple[Timestamps, RowTexts]] = {}
        for column, reader in readers.items():
            values = batch.column(roles.header[column])
            if column in (roles.time, roles.start) and _is_timestamp(values.type):
                read_timestamps[column] = (
                    _timestamps(values, timestamp_reader.zone),
                    _ValueTexts(values),
                )
            else:
                columns[column] = reader.read(values)
        yield roles.chunk(
            columns, np.arange(first_row, first_row + len(batch)), timestamp_reader, read_timestamps
        )
        first_row += len(batch)


@dataclass(frozen=True)
class _ValueTexts:
    values: pa.Array

    def text(self, position: int) -> str:
        """A value as Python writes it."""
        return str(self.values[position])


def _is_timestamp(kind: pa.DataType) -> bool:
    return bool(types.is_timestamp(kind) or types.is_date(kind))


def _timestamps(values: pa.Array, zone: ZoneInfo) -> Timestamps:
    """Microseconds since 1970, or what is wrong, see `timestamps.PROBLEMS`."""
    has_zone = types.is_timestamp(values.type) and values.type.tz is not None
    microseconds = values.cast(pa.timestamp("us", values.type.tz if has_zone else None), safe=False)
    result = np.array(microseconds.fill_null(0).view(pa.int64()))
    is_empty = np.asarray(values.is_null())
    is_out_of_range = (result < 0) | (result >= timestamp_kernels.DAYS * timestamp_kernels.DAY)
    if not has_zone:
        result = to_utc(np.where(is_out_of_range, 0, result), zone)
    result[is_out_of_range] = timestamp_kernels.EMPTY + PROBLEMS.index("out_of_range")
    result[is_empty] = timestamp_kernels.EMPTY
    return result


class _ColumnReader:
    """Batches of a column as encoded texts; most batches have the same dictionary."""

    def __init__(self) -> None:
        self._last: tuple[pa.Array, TextSpans] | None = None

    def read(self, values: pa.Array) -> Column:
        """One batch."""
        kind = values.type
        if types.is_floating(kind) and pc.all(pc.equal(pc.floor(values), values)).as_py():
            # Whole numbers with gaps, as pandas keeps them.
            values = values.cast(pa.int64(), safe=False)
        coded = values if types.is_dictionary(kind) else values.dictionary_encode()
        codes = np.asarray(coded.indices.cast(pa.int32()).fill_null(-1))
        return CodedColumn(self._spans_of(coded.dictionary), codes)

    def _spans_of(self, names: pa.Array) -> TextSpans:
        if self._last is None or not names.equals(self._last[0]):
            self._last = names, _text_spans(names)
        return self._last[1]


def _text_spans(values: pa.Array) -> TextSpans:
    """Texts in the memory of Arrow."""
    values = values.cast(pa.large_string()).fill_null("")
    _valid, ends, letters = values.buffers()
    positions = np.frombuffer(ends, np.int64)[
        values.offset : values.offset + len(values) + 1
    ].copy()
    return TextSpans(read_only(letters or b""), positions[:-1], positions[1:])
