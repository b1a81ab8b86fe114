"""Clients, for programs."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from pipeloop.clients import queries as clients_queries
from pipeloop.company.web.http import person
from pipeloop.company.web.schemas import REFUSALS, Id, Page, Short
from pipeloop.conveyor import queries
from pipeloop.conveyor.queries import ClientFilters
from pipeloop.core.ids import AccountId

router = Router(tags=["clients"])


class ClientOut(Schema):
    id: int
    name: str
    industry: str
    region: str
    fit_class: str
    is_key: bool
    open_deals: int
    won_deals: int
    won_amount: int
    currency: str
    last_order: datetime | None


class ClientsOut(Schema):
    items: list[ClientOut]
    more: bool


class ContactOut(Schema):
    id: int
    name: str
    position: str
    phone: str
    email: str
    consent_at: datetime | None


class ClientCardOut(Schema):
    id: int
    name: str
    tax_id: str
    domain: str
    contacts: list[ContactOut]
    open_deals: list[int]


class ClientQuery(Page):
    text: Short = ""
    key: bool = False
    active: bool = False


@router.get("/clients", response={200: ClientsOut} | REFUSALS)
def list_clients(request: HttpRequest, chosen: Query[ClientQuery]) -> ClientsOut:
    """Clients that match."""
    filters = ClientFilters(text=chosen.text, key=chosen.key, active=chosen.active)
    clients_page = queries.clients(person(request), filters, page=chosen.page, size=chosen.size)
    items = [
        ClientOut(
            id=row.id,
            name=row.name,
            industry=row.industry,
            region=row.region,
            fit_class=row.fit_class,
            is_key=row.is_key,
            open_deals=row.open,
            won_deals=row.won,
            won_amount=row.money.minor,
            currency=row.money.currency,
            last_order=row.last_order,
        )
        for row in clients_page.rows
    ]
    return ClientsOut(items=items, more=clients_page.more)


@router.get("/clients/{int:client_id}", response={200: ClientCardOut} | REFUSALS)
def get_client(request: HttpRequest, client_id: Id) -> ClientCardOut:
    """One client with their contacts and open deals."""
    account = clients_queries.account(AccountId(client_id))
    deals = queries.deals_of_client(person(request), AccountId(client_id))
    return ClientCardOut(
        id=account.pk,
        name=account.name,
        tax_id=account.tax_id,
        domain=account.domain,
        contacts=[
            ContactOut(
                id=one.pk,
                name=one.name,
                position=one.position,
                phone=one.phone,
                email=one.email,
                consent_at=one.consent_at,
            )
            for one in clients_queries.contacts_of(AccountId(client_id))
        ],
        open_deals=[deal.id for deal in deals.open],
    )
