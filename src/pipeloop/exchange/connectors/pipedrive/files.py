"""Pipedrive: files with its changelog, deals and stages, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeloop.exchange.connectors.pipedrive.shapes import change_records, record
from pipeloop.exchange.connectors.records import Record, text
from pipeloop.exchange.connectors.systems import Form, Line


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
    """A change: the changelog and the flow call its fields differently."""
    deal = text(item.get("deal_id") or item.get("item_id"))
    told = {
        **item,
        "time": item.get("time") or item.get("log_time") or item.get("timestamp"),
        "actor_user_id": item.get("actor_user_id"),
    }
    if told["actor_user_id"] in (None, ""):
        told["actor_user_id"] = item.get("change_user_id") or item.get("user_id")
    return change_records(deal, [told])


def _underscored(line: Line) -> dict[str, object]:
    return {name.replace(" ", "_"): cell for name, cell in line.items()}


def _form(kind: str) -> Callable[[Line], Iterable[Record]]:
    return lambda line: [record(kind, _underscored(line))]


FORMS = (
    Form(
        frozenset({"deal id", "field key", "old value", "new value"}),
        lambda line: _changed(_underscored(line)),
    ),
    Form(frozenset({"id", "title", "stage id", "add time"}), _form("deal")),
    Form(frozenset({"id", "name", "pipeline id", "order nr"}), _form("stage")),
)
