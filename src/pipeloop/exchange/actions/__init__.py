"""What people do with imports."""

from pipeloop.exchange.actions.preparing import change_mapping, match_stages, upload
from pipeloop.exchange.actions.running import check, load, start
from pipeloop.exchange.actions.undoing import undo

__all__ = ["change_mapping", "check", "load", "match_stages", "start", "undo", "upload"]
