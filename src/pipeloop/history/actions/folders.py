"""Folders of logs on disk."""

from __future__ import annotations

import shutil
import time
from secrets import token_hex

from django.conf import settings

from pipeloop.core.ids import LogId
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.storing import save
from pipeloop.history.queries.open_logs import folder_of

# A reading that still goes on may have made a folder that no row names yet.
LEFT_OVER_S = 24 * 3600


def keep(log: EventLog, log_id: LogId) -> str:
    """Keep the columns of a log in a new folder; answers its name."""
    name = f"{log_id}-{token_hex(8)}"
    save(log, folder_of(name))
    return name


def drop(name: str) -> None:
    """Remove a folder; whoever still reads its mapped columns is not disturbed."""
    if name:
        shutil.rmtree(folder_of(name), ignore_errors=True)


def drop_left_over(named: set[str]) -> None:
    """Remove the folders that no log names, and that nobody can be writing any more."""
    settings.LOGS_ROOT.mkdir(parents=True, exist_ok=True)
    for folder in settings.LOGS_ROOT.iterdir():
        if folder.name not in named and time.time() - folder.stat().st_mtime > LEFT_OVER_S:
            drop(folder.name)
