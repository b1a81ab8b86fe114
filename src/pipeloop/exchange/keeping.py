"""A deal's row kept as JSON, and put back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from pipeloop.conveyor.models import Deal

# What a load may change in a deal that was there before it.
FIELDS = (
    "title", "amount", "currency", "source", "product", "owner_id", "hunter_id",
    "step_id", "stage_id", "entered_step_at", "entered_stage_at", "signed_at", "closed_at",
    "state", "reason_id", "reason_note", "waivers", "warns_at", "hangs_at",
)  # fmt: skip


def as_it_was(deal: Deal) -> dict[str, Any]:
    """The row of a deal that was read and not changed, ready for a JSON column."""
    row = {name: getattr(deal, name) for name in FIELDS}
    # Django's encoder of JSON would leave microseconds out.
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def put_back(deal: Deal, row: dict[str, Any]) -> None:
    """Give a deal its kept columns again; the caller saves it."""
    for name, value in row.items():
        column = Deal._meta.get_field(name.removesuffix("_id"))
        if isinstance(column, models.DateTimeField):
            value = column.to_python(value)
        setattr(deal, name, value)
