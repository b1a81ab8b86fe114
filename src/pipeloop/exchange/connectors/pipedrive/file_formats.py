"""Pipedrive: files with its changelog, deals and stages, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeloop.exchange.connectors.pipedrive.parsing import FIELDS, change_records, record
from pipeloop.exchange.connectors.records import Record, text, with_field_names
from pipeloop.exchange.connectors.system import FileFormat, Line

# The changelog and the flow have different names for the same fields.
CHANGE_FIELDS = (
    "deal_id", "item_id", "field_key", "old_value", "new_value", "time", "log_time", "timestamp",
    "actor_user_id", "change_user_id", "user_id",
)  # fmt: skip


def records_of_item(item: Line) -> Iterator[Record]:
    """An item of a saved response: a change with its deal, a deal, a stage."""
    if item.get("object") == "dealChange":
        yield from records_of_item(item.get("data") or {})
    elif "field_key" in item and ("deal_id" in item or "item_id" in item):
        yield from _change(item)
    elif "stage_id" in item and "add_time" in item:
        yield record("deal", item)
    elif "order_nr" in item and "pipeline_id" in item:
        yield record("stage", item)


def _change(item: Line) -> list[Record]:
    deal = text(item.get("deal_id") or item.get("item_id"))
    change = {
        **item,
        "time": item.get("time") or item.get("log_time") or item.get("timestamp"),
        "actor_user_id": item.get("actor_user_id"),
    }
    if change["actor_user_id"] in (None, ""):
        change["actor_user_id"] = item.get("change_user_id") or item.get("user_id")
    return change_records(deal, [change])


def _reader(kind: str) -> Callable[[Line], Iterable[Record]]:
    return lambda line: [record(kind, with_field_names(line, *FIELDS[kind]))]


FORMATS = (
    FileFormat(
        frozenset({"dealid", "fieldkey", "oldvalue", "newvalue"}),
        lambda line: _change(with_field_names(line, *CHANGE_FIELDS)),
    ),
    FileFormat(frozenset({"id", "title", "stageid", "addtime"}), _reader("deal")),
    FileFormat(frozenset({"id", "name", "pipelineid", "ordernr"}), _reader("stage")),
)
