"""Salesforce: its objects as Data Loader saves them, and as warehouses keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeloop.exchange.connectors.records import Record, renamed, text
from pipeloop.exchange.connectors.salesforce.shapes import FIELDS, record
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


def _form(kind: str) -> Callable[[Line], Iterable[Record]]:
    def made(line: Line) -> Iterable[Record]:
        item = renamed(line, *FIELDS[kind])
        told = ("OpportunityId", "CreatedDate", "StageName", "Field", "NewValue")
        item.setdefault("Id", " ".join(text(item.get(name)) for name in told))
        return [record(kind, item)]

    return made


def _version(line: Line) -> Iterable[Record]:
    """A deal as it stood for a time: how it was then, and from when."""
    item, start = renamed(line, *FIELDS["deal"]), line["fivetranstart"]
    change = item | {
        "Id": f"{text(item['Id'])} {text(start)}",
        "OpportunityId": item["Id"],
        "CreatedDate": start,
    }
    return [record("change", change), record("deal", item)]


FORMS = (
    Form(frozenset({"opportunityid", "stagename", "createddate"}), _form("change")),
    Form(
        frozenset({"opportunityid", "field", "oldvalue", "newvalue", "createddate"}),
        _form("field"),
    ),
    Form(frozenset({"id", "stagename", "isclosed", "fivetranstart"}), _version),
    Form(frozenset({"id", "stagename", "createddate", "isclosed"}), _form("deal")),
    Form(frozenset({"apiname", "masterlabel", "iswon"}), _form("stage")),
)
