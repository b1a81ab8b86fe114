"""What people and jobs do with logs."""

from pipeloop.history.actions.adding import (
    add_file,
    add_local_file,
    add_log,
    remove,
    set_columns,
)
from pipeloop.history.actions.as_is import describe_as_is
from pipeloop.history.actions.reading import read, refresh_own, repair_folders

__all__ = [
    "add_file",
    "add_local_file",
    "add_log",
    "describe_as_is",
    "read",
    "refresh_own",
    "remove",
    "repair_folders",
    "set_columns",
]
