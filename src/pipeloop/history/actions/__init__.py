"""What people and jobs do with logs."""

from pipeloop.history.actions.adding import remove
from pipeloop.history.actions.reading import read, refresh_own, take_care

__all__ = [
    "read",
    "refresh_own",
    "remove",
    "take_care",
]
