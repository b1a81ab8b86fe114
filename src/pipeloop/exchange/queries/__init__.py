"""What may be asked about imports and exports."""

from pipeloop.exchange.queries.exports import ExportFilters, export, exports, told_filters
from pipeloop.exchange.queries.imports import columns, import_run, imports, preview, worked_on

__all__ = [
    "ExportFilters",
    "columns",
    "export",
    "exports",
    "import_run",
    "imports",
    "preview",
    "told_filters",
    "worked_on",
]
