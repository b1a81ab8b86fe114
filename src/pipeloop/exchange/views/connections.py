"""Pages of connections: other CRMs, fetching their histories, and where those go."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import ConnectionId
from pipeloop.exchange import actions, policy, queries
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.forms import ConnectForm, HistoryForm, TokenForm
from pipeloop.exchange.models import Connection, ImportRun
from pipeloop.exchange.words import HISTORY_BYTES, Destination
from pipeloop.history.models import Log
from pipeloop.process.queries import has_live_version
from pipeloop.ui.answers import form_page, refused


@login_required
def connections(request: HttpRequest) -> HttpResponse:
    """What is connected, and what can be."""
    actor = person(request)
    require(actor, policy.see_connections)
    context = {
        "rows": [(row, SYSTEMS[row.system].name) for row in queries.connections()],
        "systems": SYSTEMS.values(),
        "may_connect": policy.connect_system(actor),
    }
    return render(request, "exchange/connections.html", context)


@login_required
def connect(request: HttpRequest, system: str) -> HttpResponse:
    """Connect a system."""
    actor = person(request)
    require(actor, policy.connect_system)
    if system not in SYSTEMS:
        raise Http404
    form = ConnectForm(SYSTEMS[system], request.POST or None)
    if form.is_valid():
        address, token = form.cleaned_data["address"], form.cleaned_data["token"]
        try:
            created = actions.connect_system(actor, system, address, token)
            actions.request_fetch(actor, ConnectionId(created.pk))
            return redirect("exchange:connection", connection_id=created.pk)
        except Refused as error:
            refused(form, error)
    return form_page(
        request,
        form,
        title=_("Connect %(system)s") % {"system": SYSTEMS[system].name},
        submit=_("Connect and fetch"),
        back=reverse("exchange:connections"),
    )


@login_required
def upload_history(request: HttpRequest) -> HttpResponse:
    """Take files of a history: changes, names of stages, deals."""
    actor = person(request)
    require(actor, policy.load_history)
    form = HistoryForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            files, destination = form.cleaned_data["file"], form.cleaned_data["destination"]
            return redirect(_page_of(actions.upload_history(actor, files, destination)))
        except Refused as error:
            refused(form, error)
        except NotFound:
            form.add_error(None, _("Start a process first: stages are matched with its steps."))
    context = {
        "form": form,
        "systems": SYSTEMS.values(),
        "has_process": has_live_version(),
        "max_bytes": HISTORY_BYTES,
        "destinations": Destination.choices,
    }
    status = 422 if form.errors else 200
    return render(request, "exchange/upload_history.html", context, status=status)


@login_required
def connection(request: HttpRequest, connection_id: int) -> HttpResponse:
    """One connection: how far it is, and what can be done with it."""
    actor = person(request)
    require(actor, policy.see_connections)
    row = queries.connection(ConnectionId(connection_id))
    context = {
        "connection": row,
        "system": SYSTEMS[row.system],
        "counts": queries.fetched_counts(row),
        "may_connect": policy.connect_system(actor),
        "has_process": has_live_version(),
    }
    return render(request, "exchange/connection.html", context)


@login_required
def progress(request: HttpRequest, connection_id: int) -> HttpResponse:
    """How far the job is; when it is done, the page is loaded again."""
    require(person(request), policy.see_connections)
    row = queries.connection(ConnectionId(connection_id))
    if not row.is_busy:
        # What was just delivered is read next: its page shows how far that is.
        deliveries = [row for row in (row.run, row.log) if row and row.is_busy]
        url = reverse("exchange:connection", args=[connection_id])
        return HttpResponse(headers={"HX-Redirect": _page_of(deliveries[0]) if deliveries else url})
    context = {"connection": row, "counts": queries.fetched_counts(row)}
    return render(request, "exchange/parts/connection_progress.html", context)


@login_required
@require_POST
def fetch(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Begin to fetch, or resume."""
    return _run_action(request, connection_id, actions.request_fetch)


@login_required
@require_POST
def deliver_history(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Begin to deliver what was fetched."""
    destination = request.POST.get("destination", "")
    action = partial(actions.request_delivery, destination=destination)
    return _run_action(request, connection_id, action)


@login_required
@require_POST
def disconnect(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Forget the token."""
    return _run_action(request, connection_id, actions.disconnect_system)


@login_required
def renew_token(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Replace the token by another one of the same account."""
    actor, back = person(request), reverse("exchange:connection", args=[connection_id])
    require(actor, policy.connect_system)
    row = queries.connection(ConnectionId(connection_id))
    form = TokenForm(request.POST or None)
    if form.is_valid():
        try:
            actions.renew_token(actor, ConnectionId(connection_id), form.cleaned_data["token"])
            return redirect(back)
        except Refused as error:
            refused(form, error)
    lead = SYSTEMS[row.system].token_help
    title = _("Replace the token")
    return form_page(request, form, title=title, submit=_("Save"), back=back, lead=lead)


def _page_of(delivery: ImportRun | Log) -> str:
    """The page of what a history was delivered to."""
    if isinstance(delivery, ImportRun):
        return reverse("exchange:import", args=[delivery.pk])
    return reverse("history:log", args=[delivery.pk])


def _run_action(
    request: HttpRequest,
    connection_id: int,
    action: Callable[[Person, ConnectionId], Connection],
) -> HttpResponse:
    """Run an action, and show the connection's page; if it was refused, with the reason."""
    try:
        action(person(request), ConnectionId(connection_id))
    except Refused as error:
        messages.error(request, str(error.words))
    return redirect("exchange:connection", connection_id=connection_id)
