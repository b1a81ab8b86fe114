"""What may be asked about imports, exports and connections."""

from pipeloop.exchange.queries.connections import connection, connections, fetched_counts
from pipeloop.exchange.queries.exports import ExportFilters, export, exports, filter_words
from pipeloop.exchange.queries.imports import columns, import_run, imports, preview, worked_on

__all__ = [
    "ExportFilters",
    "columns",
    "connection",
    "connections",
    "export",
    "exports",
    "fetched_counts",
    "filter_words",
    "import_run",
    "imports",
    "preview",
    "worked_on",
]
