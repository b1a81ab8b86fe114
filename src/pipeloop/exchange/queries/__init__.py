"""What may be asked about imports, exports and connections."""

from pipeloop.exchange.queries.connections import connection, connections, counted
from pipeloop.exchange.queries.exports import ExportFilters, export, exports, told_filters
from pipeloop.exchange.queries.imports import columns, import_run, imports, preview, worked_on

__all__ = [
    "ExportFilters",
    "columns",
    "connection",
    "connections",
    "counted",
    "export",
    "exports",
    "import_run",
    "imports",
    "preview",
    "told_filters",
    "worked_on",
]
