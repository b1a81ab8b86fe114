"""What people do with imports and exports."""

from pipeloop.exchange.actions.asking import ask_export, fetch_file
from pipeloop.exchange.actions.preparing import change_mapping, match_stages, upload
from pipeloop.exchange.actions.running import check, load, start
from pipeloop.exchange.actions.undoing import take_back, undo
from pipeloop.exchange.actions.writing import remove_old_files, write_export

__all__ = [
    "ask_export",
    "change_mapping",
    "check",
    "fetch_file",
    "load",
    "match_stages",
    "remove_old_files",
    "start",
    "take_back",
    "undo",
    "upload",
    "write_export",
]
