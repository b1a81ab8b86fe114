"""Event logs of other systems: CSV, TSV, XLSX, Parquet and XES, read into the engine's form."""

from pipeloop.formats.logs.reader import preview_log, read_log
from pipeloop.formats.logs.results import BadRow, Columns, LogPreview, LogRead

__all__ = ["BadRow", "Columns", "LogPreview", "LogRead", "preview_log", "read_log"]
