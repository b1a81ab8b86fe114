"""Whole lists, line by line, for what leaves the product: memory stays flat however long they are.

Rows come by a cursor of the server, a thousand at a time; what each thousand needs besides is
asked for it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.db.models import Model, QuerySet

from pipeloop.clients.models import Contact
from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.queries.cards import Card, Filters, cards_of, listed_deals, with_people
from pipeloop.conveyor.queries.client_list import (
    ClientFilters,
    ClientRow,
    filtered_clients,
    listed_clients,
    rows_of,
)
from pipeloop.core.bilingual import Bilingual
from pipeloop.core.ids import VersionId
from pipeloop.process.queries import Outline, outline

CHUNK = 1000
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class DealExportRow:
    """A deal of the list with its card, and the names of where it stands."""

    deal: Deal
    card: Card
    stage: Bilingual
    step: Bilingual


def count_deals(actor: Person, filters: Filters) -> int:
    """How many deals the list has."""
    return listed_deals(actor, the_company(), filters).count()


def deal_export_rows(actor: Person, filters: Filters) -> Iterator[DealExportRow]:
    """Every deal of the list `deals`, in its order."""
    company = the_company()
    rows = with_people(listed_deals(actor, company, filters)).select_related(
        "account", "owner", "hunter", "reason"
    )
    plans: dict[int, Outline] = {}
    for deals in _chunks(rows):
        for deal, card in zip(deals, cards_of(deals, company), strict=True):
            if deal.version_id not in plans:
                plans[deal.version_id] = outline(VersionId(deal.version_id))
            plan = plans[deal.version_id]
            yield DealExportRow(
                deal, card, plan.stage(deal.stage_id).name, plan.step(deal.step_id).name
            )


def count_clients(filters: ClientFilters) -> int:
    """How many clients the list has."""
    return filtered_clients(filters).count()


def client_export_rows(filters: ClientFilters, order: str) -> Iterator[ClientRow]:
    """Every client of the list `clients`, in its order."""
    currency = the_company().currency
    for accounts in _chunks(listed_clients(filters, order)):
        yield from rows_of(accounts, currency)


def count_contacts(filters: ClientFilters) -> int:
    """How many people are known at the clients of the list."""
    return _contacts(filters).count()


def contact_export_rows(filters: ClientFilters) -> Iterator[Contact]:
    """Every person known at the clients of the list, client by client."""
    rows = _contacts(filters).select_related("account")
    for contacts in _chunks(rows.order_by("account__name", "account", "name", "pk")):
        yield from contacts


def _contacts(filters: ClientFilters) -> QuerySet[Contact]:
    clients = filtered_clients(filters).values("pk")
    return Contact.objects.filter(erased_at=None, account__in=clients)


def _chunks(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """Rows by thousands, each read when the one before it is done with."""
    cursor = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(cursor, CHUNK)):
        yield chunk
