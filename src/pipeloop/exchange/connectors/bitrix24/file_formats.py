"""Bitrix24: files with responses of its list methods, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeloop.exchange.connectors.bitrix24.parsing import FIELDS, record
from pipeloop.exchange.connectors.records import Record, with_field_names
from pipeloop.exchange.connectors.system import FileFormat, Line


def records_of_item(item: Line) -> Iterator[Record]:
    """An item of a saved response: a row of the history, a deal, a stage."""
    if "OWNER_ID" in item and "CREATED_TIME" in item:
        yield record("change", item)
    elif "ENTITY_ID" in item and "STATUS_ID" in item:
        yield record("stage", item)
    elif "STAGE_ID" in item and "DATE_CREATE" in item:
        yield record("deal", item)


def _reader(kind: str) -> Callable[[Line], Iterable[Record]]:
    def read(line: Line) -> Iterable[Record]:
        return [record(kind, with_field_names(line, *FIELDS[kind]))]

    return read


FORMATS = (
    FileFormat(frozenset({"id", "ownerid", "createdtime", "stageid"}), _reader("change")),
    FileFormat(frozenset({"id", "stageid", "datecreate"}), _reader("deal")),
    FileFormat(frozenset({"id", "entityid", "statusid", "name"}), _reader("stage")),
)
