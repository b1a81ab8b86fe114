"""Logs that are open, and what was found in them, kept by each process of the server.

A folder is never written over, so what was found in it once is right for ever: its name and
the question are the whole key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from django.conf import settings

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.storing import open_log

Value = TypeVar("Value")
LOGS, ANSWERS = 8, 64


class Memory:
    """The latest things asked for, so many of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is kept under a key; it is made, outside of the lock, where there is nothing."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(Value, self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()


_logs, _answers = Memory(LOGS), Memory(ANSWERS)


def folder_of(name: str) -> Path:
    """Where the columns of a log are kept."""
    return Path(settings.LOGS_ROOT) / name


def opened(folder: str) -> EventLog:
    """The log of a folder; its columns are mapped, not read.

    Raises:
        FileNotFoundError: there is none, as after a copy was restored.
    """
    return _logs.get(folder, lambda: open_log(folder_of(folder)))


def remembered(folder: str, question: Hashable, answer: Callable[[], Value]) -> Value:
    """What was found in a log; it is found anew where that was too long ago."""
    return _answers.get((folder, question), answer)


def forget() -> None:
    """Close what is open, and forget what was found."""
    _logs.forget()
    _answers.forget()
