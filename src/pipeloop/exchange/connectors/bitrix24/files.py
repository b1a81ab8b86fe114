"""Bitrix24: files with what its list methods answer, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeloop.exchange.connectors.bitrix24.shapes import FIELDS, record
from pipeloop.exchange.connectors.records import Record, renamed
from pipeloop.exchange.connectors.systems import Form, Line


def items(item: Line) -> Iterator[Record]:
    """An item of a saved answer: a row of the history, a deal, a stage."""
    if "OWNER_ID" in item and "CREATED_TIME" in item:
        yield record("change", item)
    elif "ENTITY_ID" in item and "STATUS_ID" in item:
        yield record("stage", item)
    elif "STAGE_ID" in item and "DATE_CREATE" in item:
        yield record("deal", item)


def _form(kind: str) -> Callable[[Line], Iterable[Record]]:
    def made(line: Line) -> Iterable[Record]:
        return [record(kind, renamed(line, *FIELDS[kind]))]

    return made


FORMS = (
    Form(frozenset({"id", "ownerid", "createdtime", "stageid"}), _form("change")),
    Form(frozenset({"id", "stageid", "datecreate"}), _form("deal")),
    Form(frozenset({"id", "entityid", "statusid", "name"}), _form("stage")),
)
