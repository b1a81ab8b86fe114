"""What people and jobs do with logs."""

from pipeloop.history.actions.adding import add_file, add_log, remove, set_columns
from pipeloop.history.actions.reading import read, refresh_own, take_care

__all__ = [
    "add_file",
    "add_log",
    "read",
    "refresh_own",
    "remove",
    "set_columns",
    "take_care",
]
