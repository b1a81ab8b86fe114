"""Rows keep their past: a trigger copies each state into a table beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
from django.db import models

Row = TypeVar("Row", bound=type[models.Model])


def kept(*, exclude: Sequence[str] = ()) -> Callable[[Row], Row]:
    """Keep the history of a model in `<Model>History`, read as `row.history`.

    Args:
        exclude: fields that are secret or derived, and are not copied.
    """

    def keep(model: Row) -> Row:
        track = pghistory.track(
            model_name=f"{model.__name__}History",
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            exclude=list(exclude),
        )
        return track(model)  # type: ignore[no-any-return]

    return keep
