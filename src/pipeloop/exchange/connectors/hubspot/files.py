"""HubSpot: files with the history of properties, stages and deals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeloop.exchange.connectors.hubspot.shapes import (
    STAGE,
    deal_record,
    pipeline_record,
    semantic,
)
from pipeloop.exchange.connectors.records import Record, text
from pipeloop.exchange.connectors.systems import Form, Line


def items(item: Line) -> Iterator[Record]:
    """An item of a saved answer: a deal with its past, or a pipeline with its stages."""
    if "propertiesWithHistory" in item:
        yield deal_record(item)
    elif "stages" in item and "label" in item:
        yield pipeline_record(item)


def _property(line: Line) -> Iterable[Record]:
    return _change(line, text(line["name"]).lower().replace(" ", ""), line["timestamp"])


def _stage_entry(line: Line) -> Iterable[Record]:
    return _change(line, STAGE, line["date entered"])


def _change(line: Line, name: str, at: object) -> Iterable[Record]:
    deal, value, when = text(line["deal id"]), text(line["value"]), text(at)
    body = {"deal": deal, "name": name, "value": value, "timestamp": when}
    return [Record("change", f"{deal} {name} {when} {value}", body)]


def _stage(line: Line) -> Iterable[Record]:
    body = {
        "pipeline": text(line["pipeline id"]),
        "id": text(line["stage id"]),
        "label": text(line["label"]),
        "semantic": semantic(line),
    }
    return [Record("stage", f"{body['pipeline']} {body['id']}", body)]


def _deal(line: Line) -> Iterable[Record]:
    properties = {
        name.removeprefix("property "): cell
        for name, cell in line.items()
        if name.startswith("property ")
    }
    properties |= {
        "dealstage": line.get("deal pipeline stage id"),
        "pipeline": line.get("deal pipeline id"),
        "hubspot_owner_id": line.get("owner id"),
    }
    return [deal_record({"id": text(line["deal id"]), "properties": properties})]


FORMS = (
    Form(frozenset({"deal id", "name", "value", "timestamp"}), _property),
    Form(frozenset({"deal id", "date entered", "value"}), _stage_entry),
    Form(frozenset({"stage id", "label", "pipeline id"}), _stage),
    Form(frozenset({"deal id", "deal pipeline stage id", "property createdate"}), _deal),
)
