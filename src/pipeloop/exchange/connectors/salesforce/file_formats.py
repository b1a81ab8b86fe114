"""Salesforce: its objects as Data Loader exports them and as data warehouses store them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeloop.exchange.connectors.records import Record, text, with_field_names
from pipeloop.exchange.connectors.salesforce.parsing import FIELDS, record
from pipeloop.exchange.connectors.system import FileFormat, Line


def records_of_item(item: Line) -> Iterator[Record]:
    """An item of a saved response names its object."""
    kinds = {
        "Opportunity": "deal",
        "OpportunityHistory": "change",
        "OpportunityFieldHistory": "field",
        "OpportunityStage": "stage",
        "User": "user",
    }
    attributes = item.get("attributes")
    kind = kinds.get(text(attributes.get("type"))) if isinstance(attributes, dict) else None
    if kind:
        yield record(kind, item)


def _reader(kind: str) -> Callable[[Line], Iterable[Record]]:
    def read(line: Line) -> Iterable[Record]:
        item = with_field_names(line, *FIELDS[kind])
        content = ("OpportunityId", "CreatedDate", "StageName", "Field", "NewValue")
        item.setdefault("Id", " ".join(text(item.get(name)) for name in content))
        return [record(kind, item)]

    return read


def _deal_version(line: Line) -> Iterable[Record]:
    """A version of a deal: how it was for a time, and from when."""
    item, start = with_field_names(line, *FIELDS["deal"]), line["fivetranstart"]
    change = item | {
        "Id": f"{text(item['Id'])} {text(start)}",
        "OpportunityId": item["Id"],
        "CreatedDate": start,
    }
    return [record("change", change), record("deal", item)]


FORMATS = (
    FileFormat(frozenset({"opportunityid", "stagename", "createddate"}), _reader("change")),
    FileFormat(
        frozenset({"opportunityid", "field", "oldvalue", "newvalue", "createddate"}),
        _reader("field"),
    ),
    FileFormat(frozenset({"id", "stagename", "isclosed", "fivetranstart"}), _deal_version),
    FileFormat(frozenset({"id", "stagename", "createddate", "isclosed"}), _reader("deal")),
    FileFormat(frozenset({"apiname", "masterlabel", "iswon"}), _reader("stage")),
)
