"""Salesforce: its objects as Data Loader saves them, and as warehouses keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeloop.exchange.connectors.records import Record, text
from pipeloop.exchange.connectors.salesforce.shapes import record
from pipeloop.exchange.connectors.systems import Form, Line


def items(item: Line) -> Iterator[Record]:
    """An item of a saved answer names its object."""
    kinds = {
        "Opportunity": "deal",
        "OpportunityHistory": "change",
        "OpportunityFieldHistory": "field",
        "OpportunityStage": "stage",
        "User": "user",
    }
    told = item.get("attributes")
    kind = kinds.get(text(told.get("type"))) if isinstance(told, dict) else None
    if kind:
        yield record(kind, item)


def _fields(line: Line) -> dict[str, object]:
    """Names of columns as Salesforce writes them: `created by id` is `CreatedById`."""
    return {name.title().replace(" ", ""): cell for name, cell in line.items()}


def _form(kind: str) -> Callable[[Line], Iterable[Record]]:
    def made(line: Line) -> Iterable[Record]:
        item = _fields(line)
        told = ("OpportunityId", "CreatedDate", "StageName", "Field", "NewValue")
        item.setdefault("Id", " ".join(text(item.get(name)) for name in told))
        return [record(kind, item)]

    return made


def _version(line: Line) -> Iterable[Record]:
    """A deal as it stood for a time: how it was then, and from when."""
    item = _fields(line)
    start = line["fivetran start"]
    change = item | {
        "Id": f"{text(item['Id'])} {text(start)}",
        "OpportunityId": item["Id"],
        "CreatedDate": start,
    }
    return [record("change", change), record("deal", item)]


FORMS = (
    Form(frozenset({"opportunity id", "stage name", "created date"}), _form("change")),
    Form(
        frozenset({"opportunity id", "field", "old value", "new value", "created date"}),
        _form("field"),
    ),
    Form(frozenset({"id", "stage name", "is closed", "fivetran start"}), _version),
    Form(frozenset({"id", "stage name", "created date", "is closed"}), _form("deal")),
    Form(frozenset({"api name", "master label", "is won"}), _form("stage")),
)
