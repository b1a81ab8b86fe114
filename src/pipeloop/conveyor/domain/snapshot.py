"""A deal's row as plain data, to put it back later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField

if TYPE_CHECKING:
    from pipeloop.conveyor.models import Deal

# What a load may change in a deal that was there before it.
FIELDS = (
    "title", "amount", "currency", "source", "product", "owner_id", "hunter_id",
    "step_id", "stage_id", "entered_step_at", "entered_stage_at", "signed_at", "closed_at",
    "state", "reason_id", "reason_note", "waivers", "warns_at", "hangs_at",
)  # fmt: skip


def snapshot(deal: Deal) -> dict[str, Any]:
    """The columns of a deal that a load may change, ready for a JSON column.

    Args:
        deal: as it was read from the database, with nothing changed yet.
    """
    row = {name: getattr(deal, name) for name in FIELDS}
    # Django's encoder of JSON would leave microseconds out.
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def apply_snapshot(deal: Deal, row: dict[str, Any]) -> None:
    """Give a deal the columns of its snapshot again; the caller saves it."""
    for name, value in row.items():
        column = deal._meta.get_field(name.removesuffix("_id"))
        if isinstance(column, DateTimeField):
            value = column.to_python(value)
        setattr(deal, name, value)
