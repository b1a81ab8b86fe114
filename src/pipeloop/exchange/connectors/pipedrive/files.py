"""Pipedrive: files with its changelog, deals and stages, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeloop.exchange.connectors.pipedrive.shapes import FIELDS, change_records, record
from pipeloop.exchange.connectors.records import Record, renamed, text
from pipeloop.exchange.connectors.systems import Form, Line

# The changelog and the flow call the same things differently.
CHANGE = (
    "deal_id", "item_id", "field_key", "old_value", "new_value", "time", "log_time", "timestamp",
    "actor_user_id", "change_user_id", "user_id",
)  # fmt: skip


def items(item: Line) -> Iterator[Record]:
    """An item of a saved answer: a change with its deal, a deal, a stage."""
    if item.get("object") == "dealChange":
        yield from items(item.get("data") or {})
    elif "field_key" in item and ("deal_id" in item or "item_id" in item):
        yield from _changed(item)
    elif "stage_id" in item and "add_time" in item:
        yield record("deal", item)
    elif "order_nr" in item and "pipeline_id" in item:
        yield record("stage", item)


def _changed(item: Line) -> list[Record]:
    deal = text(item.get("deal_id") or item.get("item_id"))
    told = {
        **item,
        "time": item.get("time") or item.get("log_time") or item.get("timestamp"),
        "actor_user_id": item.get("actor_user_id"),
    }
    if told["actor_user_id"] in (None, ""):
        told["actor_user_id"] = item.get("change_user_id") or item.get("user_id")
    return change_records(deal, [told])


def _form(kind: str) -> Callable[[Line], Iterable[Record]]:
    return lambda line: [record(kind, renamed(line, *FIELDS[kind]))]


FORMS = (
    Form(
        frozenset({"dealid", "fieldkey", "oldvalue", "newvalue"}),
        lambda line: _changed(renamed(line, *CHANGE)),
    ),
    Form(frozenset({"id", "title", "stageid", "addtime"}), _form("deal")),
    Form(frozenset({"id", "name", "pipelineid", "ordernr"}), _form("stage")),
)
