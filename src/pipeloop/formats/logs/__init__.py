"""Event logs of other systems: CSV, TSV, XLSX, Parquet and XES, read into the engine's form."""

from pipeloop.formats.logs.reading import look, read_log
from pipeloop.formats.logs.shapes import BadRow, Columns, LogRead, Look

__all__ = ["BadRow", "Columns", "LogRead", "Look", "look", "read_log"]
