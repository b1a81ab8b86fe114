"""amoCRM (Kommo): files with its events, as its API gives them or as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeloop.exchange.connectors.amocrm.shapes import record
from pipeloop.exchange.connectors.records import Record
from pipeloop.exchange.connectors.systems import Form, Line


def items(item: Line) -> Iterator[Record]:
    """An item of a saved answer: an event, a lead, a pipeline, a user."""
    if "value_after" in item and "entity_id" in item:
        yield record("change", item)
    elif "status_id" in item and "pipeline_id" in item:
        yield record("deal", item)
    elif "statuses" in (item.get("_embedded") or {}):
        yield record("pipeline", item)


def _events(line: Line) -> Iterable[Record]:
    """An event as a line: what was before and after as JSON, or a column for each id."""
    told: dict[str, Any] = {name.replace(" ", "_"): cell for name, cell in line.items()}
    for side in ("value_before", "value_after"):
        told.setdefault(side, _flat(told, side))
    return [record("change", told)]


def _flat(told: dict[str, Any], side: str) -> list[dict[str, Any]]:
    """Columns like `value_after.0.lead_status.id`, whose points are spaces by now."""
    found: dict[str, dict[str, Any]] = {}
    for name, cell in told.items():
        for inner in ("lead_status", "responsible_user"):
            if name.startswith(side) and f"{inner}_" in name and cell not in (None, ""):
                found.setdefault(inner, {})[name.split(f"{inner}_")[1]] = cell
    return [found] if found else []


def _deals(line: Line) -> Iterable[Record]:
    return [record("deal", {name.replace(" ", "_"): cell for name, cell in line.items()})]


FORMS = (
    Form(frozenset({"id", "type", "entity id", "created at"}), _events),
    Form(frozenset({"id", "status id", "pipeline id", "created at"}), _deals),
)
