"""Folders of logs on disk."""

from __future__ import annotations

import shutil
import time
from secrets import token_hex

from django.conf import settings

from pipeloop.core.ids import LogId
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.storing import save
from pipeloop.engine.localtime import DAY_S
from pipeloop.history.queries.log_cache import folder_path

# A folder that no row names is kept so long: somebody may still be writing it.
ORPHAN_AGE_S = DAY_S


def save_folder(log: EventLog, log_id: LogId) -> str:
    """Save the columns of a log in a new folder, and return the folder's name."""
    name = f"{log_id}-{token_hex(8)}"
    save(log, folder_path(name))
    return name


def remove_folder(name: str) -> None:
    """Remove a folder; whoever still reads its mapped columns is not disturbed."""
    if name:
        shutil.rmtree(folder_path(name), ignore_errors=True)


def remove_orphan_folders(named: set[str]) -> None:
    """Remove old folders that no log names.

    Args:
        named: names of the folders that logs name.
    """
    settings.LOGS_ROOT.mkdir(parents=True, exist_ok=True)
    for folder in settings.LOGS_ROOT.iterdir():
        if folder.name not in named and time.time() - folder.stat().st_mtime > ORPHAN_AGE_S:
            remove_folder(folder.name)
