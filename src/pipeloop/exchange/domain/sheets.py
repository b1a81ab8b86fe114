"""What a table that is taken out holds: its rows, and what stands in each column."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pipeloop.clients.models import Contact
from pipeloop.company.models import Person
from pipeloop.conveyor import queries
from pipeloop.conveyor.queries import (
    CLIENT_ORDERS,
    DEAL_ORDERS,
    ClientFilters,
    ClientRow,
    DealExportRow,
    Filters,
)
from pipeloop.conveyor.words import RISK_SIGNALS
from pipeloop.core.money import Money, to_major
from pipeloop.exchange.words import ExportKind
from pipeloop.formats.writing import OutCell

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Column(Generic[Line]):
    """A column: its name, what it holds of a line, its width in letters."""

    name: Any
    cell: Callable[[Line], OutCell]
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written; `rows` reads it anew, `count` says how many there are now."""

    names: list[Any]
    widths: list[int]
    count: Callable[[], int]
    rows: Callable[[], Iterator[list[OutCell]]]


def _moment(value: datetime | None) -> datetime | None:
    # Spreadsheets know no zones: the moment as the reader's clock shows it, to the minute.
    if value is None:
        return None
    return timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)


def _amount(money: Money | None) -> OutCell:
    return None if money is None else to_major(money.minor, money.currency)


def _yes(value: bool) -> str:
    return str(_("yes")) if value else ""


DEALS: tuple[Column[DealExportRow], ...] = (
    Column(_("Client"), lambda line: line.card.client, 30),
    Column(_("What about"), lambda line: line.card.title, 30),
    Column(_("Amount"), lambda line: _amount(line.card.money)),
    Column(_("Currency"), lambda line: line.deal.currency, 9),
    Column(_("Owner"), lambda line: line.card.owner, 22),
    Column(_("Hunter"), lambda line: line.deal.hunter.name if line.deal.hunter else "", 22),
    Column(_("State"), lambda line: line.deal.get_state_display(), 10),
    Column(_("Stage"), lambda line: str(line.stage), 24),
    Column(_("Step"), lambda line: str(line.step), 30),
    Column(_("On the step since"), lambda line: _moment(line.card.entered_step_at), 18),
    Column(_("Days on the step"), lambda line: line.card.days, 10),
    Column(_("Next step"), lambda line: line.card.next_step, 30),
    Column(_("Date of the next step"), lambda line: line.card.next_step_on, 12),
    Column(
        _("Why it hangs"),
        lambda line: ", ".join(str(RISK_SIGNALS[s][0]) for s in line.card.risk_signals),
        30,
    ),
    Column(_("Expected to close"), lambda line: line.deal.close_on, 12),
    Column(_("Parked until"), lambda line: line.card.parked_until, 12),
    Column(_("Source"), lambda line: line.deal.source),
    Column(_("Product"), lambda line: line.deal.product, 20),
    Column(_("Why now"), lambda line: line.deal.get_motion_display()),
    Column(_("Date created"), lambda line: _moment(line.deal.created_at), 18),
    Column(_("Date closed"), lambda line: _moment(line.deal.closed_at), 18),
    Column(_("Reason"), lambda line: str(line.deal.reason.name) if line.deal.reason else "", 24),
    Column(_("Id of the deal"), lambda line: line.card.id, 10),
)
CLIENTS: tuple[Column[ClientRow], ...] = (
    Column(_("Client"), lambda row: row.name, 30),
    Column(_("Tax number"), lambda row: row.tax_id),
    Column(_("Site"), lambda row: row.domain, 20),
    Column(_("Industry"), lambda row: row.industry, 20),
    Column(_("Region"), lambda row: row.region, 20),
    Column(_("Class"), lambda row: row.fit_class, 8),
    Column(_("Key client"), lambda row: _yes(row.is_key), 10),
    Column(_("Open deals"), lambda row: row.open, 10),
    Column(_("Won deals"), lambda row: row.won, 10),
    Column(_("Won, money"), lambda row: _amount(row.money)),
    Column(_("Currency"), lambda row: row.money.currency, 9),
    Column(_("Last order"), lambda row: _moment(row.last_order), 18),
)
CONTACTS: tuple[Column[Contact], ...] = (
    Column(_("Client"), lambda one: one.account.name, 30),
    Column(_("Name"), lambda one: one.name, 24),
    Column(_("Position"), lambda one: one.position, 24),
    Column(_("Phone"), lambda one: one.phone, 18),
    Column(_("E-mail"), lambda one: one.email, 26),
    Column(_("Consent given"), lambda one: _moment(one.consent_at), 18),
    Column(_("Where they agreed"), lambda one: one.consent_source, 24),
    Column(_("Kept since"), lambda one: _moment(one.created_at), 18),
)
OF_CLIENTS = frozenset(field.name for field in fields(ClientFilters))
KNOWN = {
    ExportKind.DEALS: frozenset(field.name for field in fields(Filters)),
    ExportKind.CLIENTS: OF_CLIENTS | {"order"},
    ExportKind.CONTACTS: OF_CLIENTS,
    ExportKind.PERSON: frozenset({"contact"}),
}
# Orders that a list has; the others have one of their own.
ORDERS: dict[ExportKind, Container[str]] = {
    ExportKind.DEALS: DEAL_ORDERS,
    ExportKind.CLIENTS: CLIENT_ORDERS,
}


def known_filters(kind: str) -> frozenset[str]:
    """Names of the filters that a list has."""
    return KNOWN[ExportKind(kind)]


def has_order(kind: str, order: str) -> bool:
    """Whether a list can stand so; its usual order is called by an empty word."""
    return not order or order in ORDERS.get(ExportKind(kind), ())


def sheet_of(actor: Person, kind: str, filters: Mapping[str, Any]) -> Sheet:
    """The table of a list as the actor sees it under these filters."""
    if kind == ExportKind.DEALS:
        of_deals = Filters(**filters)
        return _sheet(
            DEALS,
            lambda: queries.count_deals(actor, of_deals),
            lambda: queries.deal_export_rows(actor, of_deals),
        )
    chosen = ClientFilters(**{name: filters[name] for name in filters if name != "order"})
    if kind == ExportKind.CONTACTS:
        return _sheet(
            CONTACTS,
            lambda: queries.count_contacts(chosen),
            lambda: queries.contact_export_rows(chosen),
        )
    return _sheet(
        CLIENTS,
        lambda: queries.count_clients(chosen),
        lambda: queries.client_export_rows(chosen, filters.get("order", "name")),
    )


def _sheet(
    columns: tuple[Column[Line], ...],
    count: Callable[[], int],
    lines: Callable[[], Iterator[Line]],
) -> Sheet:
    def rows() -> Iterator[list[OutCell]]:
        for line in lines():
            yield [column.cell(line) for column in columns]

    return Sheet(
        names=[column.name for column in columns],
        widths=[column.width for column in columns],
        count=count,
        rows=rows,
    )
