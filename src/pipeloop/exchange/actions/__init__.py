"""What people do with imports, exports and connections."""

from pipeloop.exchange.actions.connecting import connect, disconnect, renew
from pipeloop.exchange.actions.delivery import ask_hand_over, hand_over, take_history
from pipeloop.exchange.actions.fetching import ask_fetch, fetch
from pipeloop.exchange.actions.preparing import change_mapping, match_stages, upload
from pipeloop.exchange.actions.requesting import ask_export, fetch_file
from pipeloop.exchange.actions.running import check, load, start
from pipeloop.exchange.actions.undo_import import take_back, undo
from pipeloop.exchange.actions.writing import remove_old_files, write_export

__all__ = [
    "ask_export",
    "ask_fetch",
    "ask_hand_over",
    "change_mapping",
    "check",
    "connect",
    "disconnect",
    "fetch",
    "fetch_file",
    "hand_over",
    "load",
    "match_stages",
    "remove_old_files",
    "renew",
    "start",
    "take_back",
    "take_history",
    "undo",
    "upload",
    "write_export",
]
