"""Two people at the same moment: threads with connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE_S = 20


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same moment; answer what each returned, or the error it raised."""
    gate = Barrier(len(works), timeout=PATIENCE_S)

    def do(work: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))
