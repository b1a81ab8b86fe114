"""amoCRM (Kommo): files with its events, as its API gives them or as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeloop.exchange.connectors.amocrm.shapes import CHANGE, DEAL, record
from pipeloop.exchange.connectors.records import Record, compact, renamed
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
    told = renamed(line, *CHANGE)
    for side in ("value_before", "value_after"):
        told.setdefault(side, _flat(line, compact(side)))
    return [record("change", told)]


def _flat(line: Line, side: str) -> list[dict[str, Any]]:
    """What columns like `value_after.0.lead_status.id` hold."""
    found: dict[str, dict[str, Any]] = {}
    for inner in ("lead_status", "responsible_user"):
        for field in ("id", "pipeline_id"):
            cell = line.get(f"{side}0{compact(inner)}{compact(field)}")
            if cell not in (None, ""):
                found.setdefault(inner, {})[field] = cell
    return [found] if found else []


def _deals(line: Line) -> Iterable[Record]:
    return [record("deal", renamed(line, *DEAL))]


FORMS = (
    Form(frozenset({"id", "type", "entityid", "createdat"}), _events),
    Form(frozenset({"id", "statusid", "pipelineid", "createdat"}), _deals),
)
