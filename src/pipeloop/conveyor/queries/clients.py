"""Clients: a list that is searched, sorted and paged, and one client's card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor.models import Account, Contact, Deal
from pipeloop.conveyor.policy import visible_deals
from pipeloop.conveyor.queries.cards import Card, cards_of, with_people, words_to_find
from pipeloop.conveyor.words import DealState
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import AccountId
from pipeloop.core.money import Money

PAGE = 50
CLIENT_ORDERS = {
    "name": (F("name").asc(), F("pk").asc()),
    "-name": (F("name").desc(), F("pk").desc()),
    "last": (F("pk").asc(),),
    "-last": (F("pk").desc(),),
}


@dataclass(frozen=True, slots=True)
class ClientFilters:
    """What narrows the list of clients."""

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
class ClientCard:
    """One client with their people and the deals that the reader may see."""

    account: Account
    contacts: tuple[Contact, ...]
    open: tuple[Card, ...]
    closed: tuple[Card, ...]
    won: int
    money: Money


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


def client_names(text: str, *, limit: int = 8) -> list[Account]:
    """Clients whose words begin so, for choosing one while typing."""
    wanted = words_to_find(text)
    if wanted is None:
        return []
    return list(Account.objects.filter(search=wanted).order_by("name", "pk")[:limit])


def client_card(actor: Person, account_id: AccountId) -> ClientCard:
    """A client's card.

    Raises:
        NotFound: there is no such client.
    """
    company = the_company()
    account = Account.objects.select_related("owner").filter(pk=account_id).first()
    if account is None:
        raise NotFound("account")
    deals = Deal.objects.filter(visible_deals(actor, company), account=account)
    rows = list(with_people(deals).order_by("-created_at", "-pk")[:200])
    cards = cards_of(rows, company)
    is_open = {deal.pk: deal.state == DealState.OPEN for deal in rows}
    sums = _sums([account.pk], company.currency).get(account.pk, {})
    return ClientCard(
        account=account,
        contacts=tuple(account.contacts.filter(erased_at=None)),
        open=tuple(card for card in cards if is_open[card.id]),
        closed=tuple(card for card in cards if not is_open[card.id]),
        won=sums.get("won", 0),
        money=Money(sums.get("money") or 0, company.currency),
    )


def listed_clients(filters: ClientFilters, order: str) -> QuerySet[Account]:
    """The list of clients in an order of `CLIENT_ORDERS`."""
    return narrowed_clients(filters).order_by(*CLIENT_ORDERS.get(order, CLIENT_ORDERS["name"]))


def rows_of(accounts: list[Account], currency: str) -> list[ClientRow]:
    """Clients with what their deals come to; one statement."""
    sums = _sums([account.pk for account in accounts], currency)
    return [_row(account, sums.get(account.pk, {}), currency) for account in accounts]


def narrowed_clients(filters: ClientFilters) -> QuerySet[Account]:
    """Clients that the filters let through."""
    rows = Account.objects.all()
    if filters.text:
        wanted = words_to_find(filters.text)
        rows = rows.none() if wanted is None else rows.filter(search=wanted)
    if filters.fit_class:
        rows = rows.filter(fit_class=filters.fit_class)
    if filters.key:
        rows = rows.filter(is_key=True)
    if filters.active:
        rows = rows.filter(pk__in=Deal.objects.filter(state=DealState.WON).values("account"))
    return rows


def _sums(ids: list[int], currency: str) -> dict[int, dict[str, int]]:
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
    return {row["account"]: row for row in rows}  # type: ignore[misc]


def _row(account: Account, sums: dict[str, int], currency: str) -> ClientRow:
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
        last_order=sums.get("last"),  # type: ignore[arg-type]
    )
