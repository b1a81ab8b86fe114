"""What each column of an exported list holds, and by what the list may be filtered and sorted."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pipeloop.clients.models import Contact
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

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its name, what it shows of a row, its width in letters."""

    name: Any
    cell: Callable[[Row], OutCell]
    width: int = 16


def _local_time(value: datetime | None) -> datetime | None:
    # Spreadsheets know no time zones: the reader's local time, to the minute.
    if value is None:
        return None
    return timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)


def _amount(money: Money | None) -> OutCell:
    return None if money is None else to_major(money.minor, money.currency)


def _yes_or_blank(value: bool) -> str:
    return str(_("yes")) if value else ""


DEALS: tuple[Column[DealExportRow], ...] = (
    Column(_("Client"), lambda line: line.card.client, 30),
    Column(_("Subject"), lambda line: line.card.title, 30),
    Column(_("Amount"), lambda line: _amount(line.card.money)),
    Column(_("Currency"), lambda line: line.deal.currency, 9),
    Column(_("Owner"), lambda line: line.card.owner, 22),
    Column(_("Hunter"), lambda line: line.deal.hunter.name if line.deal.hunter else "", 22),
    Column(_("State"), lambda line: line.deal.get_state_display(), 10),
    Column(_("Stage"), lambda line: str(line.stage), 24),
    Column(_("Step"), lambda line: str(line.step), 30),
    Column(_("On the step since"), lambda line: _local_time(line.card.entered_step_at), 18),
    Column(_("Days on the step"), lambda line: line.card.days, 10),
    Column(_("Next step"), lambda line: line.card.next_step, 30),
    Column(_("Date of the next step"), lambda line: line.card.next_step_on, 12),
    Column(
        _("Why it is stalled"),
        lambda line: ", ".join(str(RISK_SIGNALS[s][0]) for s in line.card.risk_signals),
        30,
    ),
    Column(_("Expected to close"), lambda line: line.deal.close_on, 12),
    Column(_("Parked until"), lambda line: line.card.parked_until, 12),
    Column(_("Source"), lambda line: line.deal.source),
    Column(_("Product"), lambda line: line.deal.product, 20),
    Column(_("Why now"), lambda line: line.deal.get_motion_display()),
    Column(_("Date created"), lambda line: _local_time(line.deal.created_at), 18),
    Column(_("Date closed"), lambda line: _local_time(line.deal.closed_at), 18),
    Column(_("Reason"), lambda line: str(line.deal.reason.name) if line.deal.reason else "", 24),
    Column(_("Deal ID"), lambda line: line.card.id, 10),
)
CLIENTS: tuple[Column[ClientRow], ...] = (
    Column(_("Client"), lambda row: row.name, 30),
    Column(_("Tax number"), lambda row: row.tax_id),
    Column(_("Site"), lambda row: row.domain, 20),
    Column(_("Industry"), lambda row: row.industry, 20),
    Column(_("Region"), lambda row: row.region, 20),
    Column(_("Class"), lambda row: row.fit_class, 8),
    Column(_("Key client"), lambda row: _yes_or_blank(row.is_key), 10),
    Column(_("Open deals"), lambda row: row.open, 10),
    Column(_("Won deals"), lambda row: row.won, 10),
    Column(_("Won, money"), lambda row: _amount(row.money)),
    Column(_("Currency"), lambda row: row.money.currency, 9),
    Column(_("Last order"), lambda row: _local_time(row.last_order), 18),
)
CONTACTS: tuple[Column[Contact], ...] = (
    Column(_("Client"), lambda contact: contact.account.name, 30),
    Column(_("Name"), lambda contact: contact.name, 24),
    Column(_("Position"), lambda contact: contact.position, 24),
    Column(_("Phone"), lambda contact: contact.phone, 18),
    Column(_("E-mail"), lambda contact: contact.email, 26),
    Column(_("Consent given"), lambda contact: _local_time(contact.consent_at), 18),
    Column(_("Source of consent"), lambda contact: contact.consent_source, 24),
    Column(_("Stored since"), lambda contact: _local_time(contact.created_at), 18),
)
CLIENT_FILTERS = frozenset(field.name for field in fields(ClientFilters))
FILTERS = {
    ExportKind.DEALS: frozenset(field.name for field in fields(Filters)),
    ExportKind.CLIENTS: CLIENT_FILTERS | {"order"},
    ExportKind.CONTACTS: CLIENT_FILTERS,
    ExportKind.PERSON: frozenset({"contact"}),
}
# Orders in which a list can be sorted; the others have one order only.
ORDERS: dict[ExportKind, Container[str]] = {
    ExportKind.DEALS: DEAL_ORDERS,
    ExportKind.CLIENTS: CLIENT_ORDERS,
}


def known_filters(kind: str) -> frozenset[str]:
    """Names of the filters that a list has."""
    return FILTERS[ExportKind(kind)]


def has_order(kind: str, order: str) -> bool:
    """Whether a list can be sorted so; an empty word means its usual order."""
    return not order or order in ORDERS.get(ExportKind(kind), ())
