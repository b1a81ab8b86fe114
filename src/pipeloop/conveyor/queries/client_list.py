"""Clients with what their deals come to: a searched, sorted, paged list, and one client's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from pipeloop.clients.models import Account
from pipeloop.clients.queries import accounts
from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.policy import visible_deals
from pipeloop.conveyor.queries.cards import Card, cards_of, with_people
from pipeloop.conveyor.words import DealState
from pipeloop.core.ids import AccountId
from pipeloop.core.money import Money

PAGE = 50
CLIENT_ORDERS = {
    "name": (F("name").asc(), F("pk").asc()),
    "-name": (F("name").desc(), F("pk").desc()),
    "last": (F("pk").asc(),),
    "-last": (F("pk").desc(),),
}
# As many deals of one client as its page shows.
DEALS = 200


@dataclass(frozen=True, slots=True)
class ClientFilters:
    """What narrows the list of clients; `active` leaves those who have bought."""

    text: str = ""
    fit_class: str = ""
    key: bool = False
    active: bool = False


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list; money is that of won deals in the company's currency."""

    id: AccountId
    name: str
    tax_id: str
    domain: str
    industry: str
    region: str
    fit_class: str
    is_key: bool
    open: int
    won: int
    money: Money
    last_order: datetime | None


@dataclass(frozen=True, slots=True)
class ClientPage:
    rows: tuple[ClientRow, ...]
    more: bool
    page: int


@dataclass(frozen=True, slots=True)
class ClientDeals:
    """The deals of one client that the reader may see, and what all its won ones come to."""

    open: tuple[Card, ...]
    closed: tuple[Card, ...]
    won: int
    money: Money


class _Sums(TypedDict, total=False):
    open: int
    won: int
    money: int | None
    last: datetime | None


def clients(
    actor: Person,
    filters: ClientFilters,
    *,
    order: str = "name",
    page: int = 1,
    size: int = PAGE,
) -> ClientPage:
    """A page of clients: three statements, whatever their number."""
    company = the_company()
    start = (page - 1) * size
    taken = list(listed_clients(filters, order)[start : start + size + 1])
    shown = rows_of(taken[:size], company.currency)
    return ClientPage(rows=tuple(shown), more=len(taken) > size, page=page)


def deals_of_client(actor: Person, account_id: AccountId) -> ClientDeals:
    """The deals of a client."""
    company = the_company()
    deals = Deal.objects.filter(visible_deals(actor, company), account=account_id)
    cards = cards_of(with_people(deals).order_by("-created_at", "-pk")[:DEALS], company)
    sums = _sums([account_id], company.currency).get(account_id, {})
    return ClientDeals(
        open=tuple(card for card in cards if card.state == DealState.OPEN),
        closed=tuple(card for card in cards if card.state != DealState.OPEN),
        won=sums.get("won", 0),
        money=Money(sums.get("money") or 0, company.currency),
    )


def listed_clients(filters: ClientFilters, order: str) -> QuerySet[Account]:
    """The list of clients in an order of `CLIENT_ORDERS`."""
    return filtered_clients(filters).order_by(*CLIENT_ORDERS.get(order, CLIENT_ORDERS["name"]))


def rows_of(page: list[Account], currency: str) -> list[ClientRow]:
    """Clients with what their deals come to; one statement."""
    sums = _sums([account.pk for account in page], currency)
    return [_row(account, sums.get(account.pk, {}), currency) for account in page]


def filtered_clients(filters: ClientFilters) -> QuerySet[Account]:
    """Clients that the filters let through."""
    rows = accounts(filters.text)
    if filters.fit_class:
        rows = rows.filter(fit_class=filters.fit_class)
    if filters.key:
        rows = rows.filter(is_key=True)
    if filters.active:
        rows = rows.filter(pk__in=Deal.objects.filter(state=DealState.WON).values("account"))
    return rows


def _sums(ids: list[int], currency: str) -> dict[int, _Sums]:
    won = Q(state=DealState.WON)
    rows = (
        Deal.objects.filter(account__in=ids)
        .order_by()
        .values("account")
        .annotate(
            open=Count("pk", filter=Q(state=DealState.OPEN)),
            won=Count("pk", filter=won),
            money=Sum("amount", filter=won & Q(currency=currency)),
            last=Max("closed_at", filter=won),
        )
    )
    return {
        row["account"]: _Sums(
            open=row["open"], won=row["won"], money=row["money"], last=row["last"]
        )
        for row in rows
    }


def _row(account: Account, sums: _Sums, currency: str) -> ClientRow:
    return ClientRow(
        id=AccountId(account.pk),
        name=account.name,
        tax_id=account.tax_id,
        domain=account.domain,
        industry=account.industry,
        region=account.region,
        fit_class=account.fit_class,
        is_key=account.is_key,
        open=sums.get("open", 0),
        won=sums.get("won", 0),
        money=Money(sums.get("money") or 0, currency),
        last_order=sums.get("last"),
    )
