"""Background work, known by name.

Capabilities register functions and ask for them to be run; which queue runs
them is known to the top floor alone, which calls `defer_with`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Defer = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A function that the queue may run, and when it runs by itself.

    Args:
        name: stable, `capability.verb`.
        run: called with keyword arguments that JSON can carry.
        cron: schedule in cron's five fields, or empty for work that is asked for.
    """

    name: str
    run: Callable[..., None]
    cron: str = ""


JOBS: dict[str, Job] = {}
_defer: list[Defer] = []


def job(name: str, *, cron: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register the decorated function under `name`."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        JOBS[name] = Job(name, run, cron)
        return run

    return register


def defer_with(defer: Defer) -> None:
    """Hand work to this queue from now on."""
    _defer[:] = [defer]


def defer(name: str, **arguments: Any) -> None:
    """Ask for a registered job to be run after the current transaction commits.

    Raises:
        KeyError: no job of that name is registered.
    """
    JOBS[name]
    _defer[0](name, arguments)
