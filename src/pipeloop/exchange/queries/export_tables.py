"""The rows of an exported list, as cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeloop.company.models import Person
from pipeloop.conveyor import queries
from pipeloop.conveyor.queries import ClientFilters, Filters
from pipeloop.exchange.domain.export_columns import CLIENTS, CONTACTS, DEALS, Column, Row
from pipeloop.exchange.words import ExportKind
from pipeloop.formats.writing import OutCell


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table to be written.

    Args:
        widths: of the columns, in letters.
        count: how many rows there are now.
        rows: reads the rows from the database.
    """

    names: list[Any]
    widths: list[int]
    count: Callable[[], int]
    rows: Callable[[], Iterator[list[OutCell]]]


def export_table(actor: Person, kind: str, filters: Mapping[str, Any]) -> ExportTable:
    """The table of a list as the actor sees it under these filters."""
    if kind == ExportKind.DEALS:
        deal_filters = Filters(**filters)
        return _table(
            DEALS,
            lambda: queries.count_deals(actor, deal_filters),
            lambda: queries.deal_export_rows(actor, deal_filters),
        )
    client_filters = ClientFilters(**{name: filters[name] for name in filters if name != "order"})
    if kind == ExportKind.CONTACTS:
        return _table(
            CONTACTS,
            lambda: queries.count_contacts(client_filters),
            lambda: queries.contact_export_rows(client_filters),
        )
    return _table(
        CLIENTS,
        lambda: queries.count_clients(client_filters),
        lambda: queries.client_export_rows(client_filters, filters.get("order", "name")),
    )


def _table(
    columns: tuple[Column[Row], ...],
    count: Callable[[], int],
    rows: Callable[[], Iterator[Row]],
) -> ExportTable:
    def cells() -> Iterator[list[OutCell]]:
        for row in rows():
            yield [column.cell(row) for column in columns]

    return ExportTable(
        names=[column.name for column in columns],
        widths=[column.width for column in columns],
        count=count,
        rows=cells,
    )
