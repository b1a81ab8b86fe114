"""What people and jobs do with logs."""

from pipeloop.history.actions.adding import add_file, add_log, keep_file, remove, set_columns
from pipeloop.history.actions.describing import describe_as_is
from pipeloop.history.actions.reading import read, refresh_own, take_care

__all__ = [
    "add_file",
    "add_log",
    "describe_as_is",
    "keep_file",
    "read",
    "refresh_own",
    "remove",
    "set_columns",
    "take_care",
]
