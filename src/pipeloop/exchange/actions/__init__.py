"""What people do with imports, exports and connections."""

from pipeloop.exchange.actions.connections import connect_system, disconnect_system, renew_token
from pipeloop.exchange.actions.export_file import remove_expired_files, write_export
from pipeloop.exchange.actions.export_request import download_export, request_export
from pipeloop.exchange.actions.history_delivery import (
    deliver_history,
    request_delivery,
    upload_history,
)
from pipeloop.exchange.actions.history_fetch import fetch_history, request_fetch
from pipeloop.exchange.actions.import_check import check_import
from pipeloop.exchange.actions.import_load import load_import, request_load
from pipeloop.exchange.actions.import_mapping import change_mapping, match_stages, upload_file
from pipeloop.exchange.actions.import_undo import request_undo, undo_import

__all__ = [
    "change_mapping",
    "check_import",
    "connect_system",
    "deliver_history",
    "disconnect_system",
    "download_export",
    "fetch_history",
    "load_import",
    "match_stages",
    "remove_expired_files",
    "renew_token",
    "request_delivery",
    "request_export",
    "request_fetch",
    "request_load",
    "request_undo",
    "undo_import",
    "upload_file",
    "upload_history",
    "write_export",
]
