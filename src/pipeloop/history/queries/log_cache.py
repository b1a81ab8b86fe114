"""Open logs and what was computed of them, cached by each process of the server.

A folder is never written over, so what was computed of it once stays right: its name and what
identifies the computation are the whole key.
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
LOGS, RESULTS = 8, 64


class LruCache:
    """The values used last, at most `size` of them; safe to share between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of a key; where there is none it is computed, outside of the lock."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return cast(Value, self._values[key])
        value = compute()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._values.clear()


_logs, _results = LruCache(LOGS), LruCache(RESULTS)


def folder_path(name: str) -> Path:
    """Where the columns of a log are stored."""
    return Path(settings.LOGS_ROOT) / name


def open_folder(name: str) -> EventLog:
    """The log of a folder; its columns are mapped, not read.

    Raises:
        FileNotFoundError: there is none, as after a backup was restored.
    """
    return _logs.get(name, lambda: open_log(folder_path(name)))


def cached(folder: str, key: tuple[Hashable, ...], compute: Callable[[], Value]) -> Value:
    """What was computed of the log of a folder; computed again where that was too long ago.

    Args:
        key: a tuple of what identifies the computation. Never text put together of names:
            “A → B” and “C” would meet “A” and “B → C”.
    """
    return _results.get((folder, key), compute)


def clear() -> None:
    """Close the open logs, and remove what was computed of them."""
    _logs.clear()
    _results.clear()
