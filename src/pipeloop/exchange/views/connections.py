"""Pages of connections: other CRMs, how far their histories are fetched, and on to an import."""

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
    """What is connected, and what may be."""
    actor = person(request)
    require(actor, policy.see_connections)
    context = {
        "rows": [(one, SYSTEMS[one.system].name) for one in queries.connections()],
        "systems": SYSTEMS.values(),
        "may_connect": policy.connect_system(actor),
    }
    return render(request, "exchange/connections.html", context)


@login_required
def add(request: HttpRequest, system: str) -> HttpResponse:
    """Connect a system."""
    actor = person(request)
    require(actor, policy.connect_system)
    if system not in SYSTEMS:
        raise Http404
    known = SYSTEMS[system]
    form = ConnectForm(known, request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.connect(actor, system, told["address"], told["token"])
            actions.ask_fetch(actor, ConnectionId(made.pk))
            return redirect("exchange:connection", connection_id=made.pk)
        except Refused as error:
            refused(form, error)
    return form_page(
        request,
        form,
        title=_("Connect %(system)s") % {"system": known.name},
        submit=_("Connect and fetch"),
        back=reverse("exchange:connections"),
    )


@login_required
def files(request: HttpRequest) -> HttpResponse:
    """Take in files of a history: changes, names of stages, deals."""
    actor = person(request)
    require(actor, policy.load_history)
    form = HistoryForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            told = form.cleaned_data
            return redirect(_place(actions.take_history(actor, told["file"], told["destination"])))
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
    return render(request, "exchange/history_files.html", context, status=status)


@login_required
def connection(request: HttpRequest, connection_id: int) -> HttpResponse:
    """One connection: how far it is, and what may be done with it."""
    actor = person(request)
    require(actor, policy.see_connections)
    found = queries.connection(ConnectionId(connection_id))
    context = {
        "connection": found,
        "system": SYSTEMS[found.system],
        "counts": queries.counted(found),
        "may_connect": policy.connect_system(actor),
        "has_process": has_live_version(),
    }
    return render(request, "exchange/connection.html", context)


@login_required
def progress(request: HttpRequest, connection_id: int) -> HttpResponse:
    """How far the job is; when it is done, the page loads itself anew."""
    require(person(request), policy.see_connections)
    found = queries.connection(ConnectionId(connection_id))
    if not found.is_busy:
        there = reverse("exchange:connection", args=[connection_id])
        # What was just handed over is what is looked at now.
        handed = [one for one in (found.run, found.log) if one and one.is_busy]
        there = _place(handed[0]) if handed else there
        return HttpResponse(headers={"HX-Redirect": there})
    context = {"connection": found, "counts": queries.counted(found)}
    return render(request, "exchange/parts/connection_progress.html", context)


@login_required
@require_POST
def fetch(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Begin to fetch, or go on."""
    return _done(request, connection_id, actions.ask_fetch)


@login_required
@require_POST
def hand_over(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Begin to hand over what is fetched."""
    chosen = request.POST.get("destination", "")
    ask = partial(actions.ask_hand_over, destination=chosen)
    return _done(request, connection_id, ask)


@login_required
@require_POST
def disconnect(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Forget the token."""
    return _done(request, connection_id, actions.disconnect)


@login_required
def renew(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Give another token."""
    actor, back = person(request), reverse("exchange:connection", args=[connection_id])
    require(actor, policy.connect_system)
    found = queries.connection(ConnectionId(connection_id))
    form = TokenForm(request.POST or None)
    if form.is_valid():
        try:
            actions.renew(actor, ConnectionId(connection_id), form.cleaned_data["token"])
            return redirect(back)
        except Refused as error:
            refused(form, error)
    lead = SYSTEMS[found.system].token_help
    title = _("Another token")
    return form_page(request, form, title=title, submit=_("Save"), back=back, lead=lead)


def _place(handed: ImportRun | Log) -> str:
    """Where a history that was handed over is read."""
    if isinstance(handed, ImportRun):
        return reverse("exchange:run", args=[handed.pk])
    return reverse("history:log", args=[handed.pk])


def _done(
    request: HttpRequest,
    connection_id: int,
    action: Callable[[Person, ConnectionId], Connection],
) -> HttpResponse:
    """Do it, or say why not, on the connection's page."""
    try:
        action(person(request), ConnectionId(connection_id))
    except Refused as error:
        messages.error(request, str(error.words))
    return redirect("exchange:connection", connection_id=connection_id)
