"""One small log written in every form that is read."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from openpyxl import Workbook
from pyarrow import parquet

from tests.engine.logs import START, Row
from tests.formats.files import saved
from tests.formats.files import written as as_csv
from tests.formats.logs.xes import written, xes_of

HEADER = ("case", "activity", "timestamp", "resource")


def table_of(rows: Iterable[Row]) -> list[tuple[str, str, str, str]]:
    """A header and the rows, moments in ISO."""
    read_text = [(case, step, _moment(at).isoformat(), who) for case, step, at, who in rows]
    return [HEADER, *read_text]


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(START + at, UTC)


def put(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def csv_file(folder: Path, rows: Sequence[Row]) -> Path:
    return put(folder, "log.csv", as_csv(table_of(rows)))


def tsv_file(folder: Path, rows: Sequence[Row]) -> Path:
    return put(folder, "log.tsv", as_csv(table_of(rows), delimiter="\t", quoting=1), "utf-16")


def packed_csv_file(folder: Path, rows: Sequence[Row]) -> Path:
    path = folder / "log.csv.gz"
    path.write_bytes(gzip.compress(as_csv(table_of(rows), delimiter=";").encode("utf-8-sig")))
    return path


def xlsx_file(folder: Path, rows: Sequence[Row]) -> Path:
    book = Workbook()
    for row in table_of(rows):
        book.active.append([cell or None for cell in row])
    path = folder / "log.xlsx"
    path.write_bytes(saved(book))
    return path


def parquet_file(folder: Path, rows: Sequence[Row]) -> Path:
    case, step, at, who = zip(*rows, strict=True)
    columns = [
        pa.array(case),
        pa.array(step).dictionary_encode(),
        pa.array([_moment(second) for second in at], pa.timestamp("ms", "UTC")),
        pa.array([name or None for name in who], pa.string()),
    ]
    path = folder / "log.parquet"
    parquet.write_table(pa.table(columns, names=HEADER), path, row_group_size=7)
    return path


def xes_file(folder: Path, rows: Sequence[Row]) -> Path:
    return written(folder, xes_of(rows))


def packed_xes_file(folder: Path, rows: Sequence[Row]) -> Path:
    return written(folder, xes_of(rows), compressed=True)


FORMS = {
    "csv": csv_file,
    "tsv": tsv_file,
    "csv.gz": packed_csv_file,
    "xlsx": xlsx_file,
    "parquet": parquet_file,
    "xes": xes_file,
    "xes.gz": packed_xes_file,
}
