"""amoCRM (Kommo): files with its events, as saved responses of its API or as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeloop.exchange.connectors.amocrm.parsing import DEAL_FIELDS, EVENT_FIELDS, record
from pipeloop.exchange.connectors.records import Record, compact_name, with_field_names
from pipeloop.exchange.connectors.system import FileFormat, Line


def records_of_item(item: Line) -> Iterator[Record]:
    """An item of a saved response: an event, a lead, a pipeline, a user."""
    if "value_after" in item and "entity_id" in item:
        yield record("change", item)
    elif "status_id" in item and "pipeline_id" in item:
        yield record("deal", item)
    elif "statuses" in (item.get("_embedded") or {}):
        yield record("pipeline", item)


def _events(line: Line) -> Iterable[Record]:
    """An event in a line: the values before and after as JSON, or in a column for each id."""
    item = with_field_names(line, *EVENT_FIELDS)
    for side in ("value_before", "value_after"):
        item.setdefault(side, _from_columns(line, compact_name(side)))
    return [record("change", item)]


def _from_columns(line: Line, side: str) -> list[dict[str, Any]]:
    """The value that is spread over columns like `value_after.0.lead_status.id`."""
    value: dict[str, dict[str, Any]] = {}
    for inner in ("lead_status", "responsible_user"):
        for field in ("id", "pipeline_id"):
            cell = line.get(f"{side}0{compact_name(inner)}{compact_name(field)}")
            if cell not in (None, ""):
                value.setdefault(inner, {})[field] = cell
    return [value] if value else []


def _deals(line: Line) -> Iterable[Record]:
    return [record("deal", with_field_names(line, *DEAL_FIELDS))]


FORMATS = (
    FileFormat(frozenset({"id", "type", "entityid", "createdat"}), _events),
    FileFormat(frozenset({"id", "statusid", "pipelineid", "createdat"}), _deals),
)
