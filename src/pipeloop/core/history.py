"""The history of rows: a trigger copies each state of a row into a table beside its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
from django.db import models

Row = TypeVar("Row", bound=type[models.Model])


def with_history(*, exclude: Sequence[str] = ()) -> Callable[[Row], Row]:
    """Record the history of a model in `<Model>History`, read as `row.history`.

    Args:
        exclude: fields that are secret or derived, and are not copied.
    """

    def decorate(model: Row) -> Row:
        track = pghistory.track(
            model_name=f"{model.__name__}History",
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            exclude=list(exclude),
        )
        return track(model)  # type: ignore[no-any-return]

    return decorate
