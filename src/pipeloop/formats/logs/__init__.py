"""Event logs in files: what is in one, and the log itself."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from pipeloop.formats.logs.shapes import BadRow, Columns, LogRead, Look
from pipeloop.formats.logs.xes import look_xes, read_xes

UTC = ZoneInfo("UTC")
__all__ = ["BadRow", "Columns", "LogRead", "Look", "look", "read_log"]


def look(path: Path) -> Look:
    """What a file holds, at a first look.

    Raises:
        FormatError: it cannot be read.
    """
    return look_xes(path)


def read_log(path: Path, columns: Columns | None = None, *, zone: ZoneInfo = UTC) -> LogRead:
    """Read the log in a file.

    Args:
        columns: which of its columns play which role; guessed by default.
        zone: of times that name none.

    Raises:
        FormatError: it cannot be read, or holds no log.
    """
    return read_xes(path, zone)
