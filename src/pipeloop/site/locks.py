"""A lock that one process at a time may hold, and that dies with its holder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str], wait: bool) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[str], wait: bool) -> None:
        # Not flock: children would inherit it and outlive a killed holder with it.
        fcntl.lockf(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


class LockHeld(Exception):
    """Another process holds the lock."""


@contextmanager
def exclusive_lock(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock kept in the file `path`.

    Raises:
        LockHeld: another process holds it, and `wait` is off.
    """
    with path.open("a+", encoding="ascii") as file:
        try:
            _take(file, wait)
        except OSError as error:
            raise LockHeld from error
        yield
