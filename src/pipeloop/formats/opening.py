"""Opens a table of any supported kind."""

from __future__ import annotations

from pathlib import Path

from pipeloop.formats import csvfile, xlsxfile
from pipeloop.formats.errors import FormatError
from pipeloop.formats.tables import Table


def open_table(path: Path, *, sheet: str | None = None, max_bytes: int = 100_000_000) -> Table:
    """Open a file and read its header; the kind is recognised by content, not by name.

    Args:
        sheet: which sheet of a workbook; the first one by default.
        max_bytes: the largest file that is accepted.

    Raises:
        FormatError: it is empty, too large, not a table, or has no header.
    """
    size = path.stat().st_size
    if size == 0:
        raise FormatError("empty")
    if size > max_bytes:
        raise FormatError("too_large", size=size, most=max_bytes)
    with path.open("rb") as file:
        head = file.read(65_536)
    if head.startswith(b"PK\x03\x04"):
        return xlsxfile.open_workbook(path, sheet, max_bytes)
    return csvfile.open_csv(path, head)
