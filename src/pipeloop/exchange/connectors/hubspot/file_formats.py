"""HubSpot: files with the history of properties, with stages and with deals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeloop.exchange.connectors.hubspot.parsing import (
    PROPERTIES,
    STAGE,
    deal_record,
    pipeline_record,
    semantic,
)
from pipeloop.exchange.connectors.records import Record, compact_name, text
from pipeloop.exchange.connectors.system import FileFormat, Line


def records_of_item(item: Line) -> Iterator[Record]:
    """An item of a saved response: a deal with its history, or a pipeline with its stages."""
    if "propertiesWithHistory" in item:
        yield deal_record(item)
    elif "stages" in item and "label" in item:
        yield pipeline_record(item)


def _property(line: Line) -> Iterable[Record]:
    return _change(line, text(line["name"]).lower().replace(" ", ""), line["timestamp"])


def _stage_entry(line: Line) -> Iterable[Record]:
    return _change(line, STAGE, line["dateentered"])


def _change(line: Line, name: str, at: object) -> Iterable[Record]:
    deal, value, when = text(line["dealid"]), text(line["value"]), text(at)
    body = {"deal": deal, "name": name, "value": value, "timestamp": when}
    return [Record("change", f"{deal} {name} {when} {value}", body)]


def _stage(line: Line) -> Iterable[Record]:
    body = {
        "pipeline": text(line["pipelineid"]),
        "id": text(line["stageid"]),
        "label": text(line["label"]),
        "semantic": semantic(line),
    }
    return [Record("stage", f"{body['pipeline']} {body['id']}", body)]


def _deal(line: Line) -> Iterable[Record]:
    properties = {
        name: line[f"property{compact_name(name)}"]
        for name in PROPERTIES
        if f"property{compact_name(name)}" in line
    }
    properties |= {
        "dealstage": line.get("dealpipelinestageid"),
        "pipeline": line.get("dealpipelineid"),
        "hubspot_owner_id": line.get("ownerid"),
    }
    return [deal_record({"id": text(line["dealid"]), "properties": properties})]


FORMATS = (
    FileFormat(frozenset({"dealid", "name", "value", "timestamp"}), _property),
    FileFormat(frozenset({"dealid", "dateentered", "value"}), _stage_entry),
    FileFormat(frozenset({"stageid", "label", "pipelineid"}), _stage),
    FileFormat(frozenset({"dealid", "dealpipelinestageid", "propertycreatedate"}), _deal),
)
