"""Files of bytes to read, and workbooks made of cells."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from openpyxl import Workbook

from pipeloop.formats.errors import FormatError, ValueProblem
from pipeloop.formats.opening import open_table
from pipeloop.formats.tables import Cell, Table

Found = TypeVar("Found")


def workbook(cells: Mapping[str, Any]) -> bytes:
    """A workbook of one sheet with these cells."""
    book = Workbook()
    for place, value in cells.items():
        book.active[place] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(parts: Mapping[str, str]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as gzip_files:
        for name, text in parts.items():
            gzip_files.writestr(name, text)
    return out.getvalue()


def written(rows: Sequence[Sequence[str]], **dialect: Any) -> str:
    """Rows as the csv module writes them."""
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue()


def opened(path: Path, content: bytes, **asked: Any) -> Table:
    """A table of a file with this content."""
    path.write_bytes(content)
    return open_table(path, **asked)


def read(path: Path, content: bytes, **asked: Any) -> list[tuple[Cell, ...]]:
    """Header and rows of a file with this content."""
    table = opened(path, content, **asked)
    return [table.header, *(row.cells for row in table.rows())]


def refused(path: Path, content: bytes, **asked: Any) -> tuple[str, int | None]:
    """With which code, and on which line, a file is not read to its end."""
    with pytest.raises(FormatError) as caught:
        read(path, content, **asked)
    return caught.value.code, caught.value.line


def outcome(reading: Callable[[], Found]) -> tuple[Found | None, str]:
    """What a reading gives, and with which code it was refused; other errors are failures."""
    try:
        return reading(), ""
    except (FormatError, ValueProblem) as error:
        return None, error.code
