"""Clients as a list with what their deals come to, and the deals on a client's page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from pipeloop.clients.models import Account
from pipeloop.clients.policy import see_personal_data
from pipeloop.clients.views.clients import Panel
from pipeloop.clients.words import FitClass
from pipeloop.company.models import Person
from pipeloop.company.web.http import person
from pipeloop.conveyor import policy, queries
from pipeloop.conveyor.forms import client_filters, client_order
from pipeloop.core.ids import AccountId
from pipeloop.ui.answers import is_part, number
from pipeloop.ui.templatetags.parts import Column

COLUMNS = (
    Column(_("Client"), "name"),
    Column(_("Industry")),
    Column(_("Region")),
    Column(_("Class")),
    Column(_("Open deals"), is_number=True),
    Column(_("Won deals"), is_number=True),
    Column(_("Won, money"), is_number=True),
    Column(_("Last order")),
)


@login_required
def clients(request: HttpRequest) -> HttpResponse:
    """The list of clients."""
    get = request.GET
    page = min(number(get.get("page", "")) or 1, 1000)
    filters, order = client_filters(get), client_order(get)
    query = get.copy()
    query.pop("page", None)
    context = {
        "clients": queries.clients(person(request), filters, order=order, page=page),
        "filters": filters,
        "order": order,
        "columns": COLUMNS,
        "sees_people": see_personal_data(person(request)),
        "classes": FitClass.choices,
        "query": query.urlencode(),
    }
    template = "conveyor/parts/client_rows.html" if is_part(request) else "conveyor/clients.html"
    return render(request, template, context)


def client_panel(actor: Person, account: Account) -> Panel:
    """The deals of a client, for the client's page."""
    deals = queries.deals_of_client(actor, AccountId(account.pk))
    return Panel(
        main="conveyor/parts/client_deals.html",
        facts="conveyor/parts/client_sums.html",
        actions="conveyor/parts/client_actions.html" if policy.create_lead(actor) else "",
        context={
            "name": account.name,
            "open": deals.open,
            "closed": deals.closed,
            "won": deals.won,
            "money": deals.money,
        },
    )
