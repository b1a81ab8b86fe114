"""Errors of the rules of the product.

Each error carries what a person needs to go on; pages and the API turn them
into words in one place (`pipeloop.site.refusals`).
"""

from __future__ import annotations

from typing import Any


class PipeloopError(Exception):
    """Root of the errors that a person can cause and can correct."""


class Forbidden(PipeloopError):
    """The actor may not do or see this.

    Args:
        rule: name of the policy predicate that refused.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class NotFound(PipeloopError):
    """There is no such row, or the actor may not know of it."""


class Stale(PipeloopError):
    """Somebody changed the row after the actor had read it.

    Args:
        fresh: the row as it is now.
    """

    def __init__(self, fresh: Any) -> None:
        super().__init__("changed since it was read")
        self.fresh = fresh


class Refused(PipeloopError):
    """A rule of the process or of the data does not allow it.

    Args:
        code: a stable word for programs.
        words: a translated sentence for people.
        field: the field it concerns, if one.
    """

    def __init__(self, code: str, words: Any, *, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.words = words
        self.field = field
