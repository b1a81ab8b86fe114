"""How a lower capability notifies higher ones, and asks them, without knowing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

Subject = ParamSpec("Subject")
Answer = TypeVar("Answer")


class Subscribers(Generic[Subject, Answer]):
    """Functions of higher capabilities, called in the order in which they were added.

    A higher capability adds its function in `apps.ready()`. It runs in the transaction of
    whoever calls: when it fails, nothing of the caller's work is kept.
    """

    def __init__(self) -> None:
        self._functions: list[Callable[Subject, Answer]] = []

    def add(self, function: Callable[Subject, Answer]) -> None:
        """Add a function; one that is there already is not added twice."""
        if function not in self._functions:
            self._functions.append(function)

    def remove(self, function: Callable[Subject, Answer]) -> None:
        """Take a function out again."""
        self._functions.remove(function)

    def call(self, *subject: Subject.args, **named: Subject.kwargs) -> list[Answer]:
        """Call every function; their answers, in order."""
        return [function(*subject, **named) for function in self._functions]
