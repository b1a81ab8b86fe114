"""The page of a deal, and what is done on it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.web.http import person
from pipeloop.conveyor import actions, queries
from pipeloop.conveyor.actions.working import Edit
from pipeloop.conveyor.forms import (
    AssignForm,
    DealForm,
    NoteForm,
    ParkForm,
    ReopenForm,
    SeenForm,
    given,
    new_people,
)
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.words import DecisionRole
from pipeloop.core.errors import Refused, Stale
from pipeloop.core.ids import DealId, PersonId, VersionId
from pipeloop.core.money import to_major, to_minor
from pipeloop.process.queries import outline
from pipeloop.ui.answers import done, form_page, is_part, refused, stale


def _url(deal_id: int) -> str:
    return reverse("conveyor:deal", args=[deal_id])


@login_required
def deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The whole page."""
    page = queries.deal_page(person(request), DealId(deal_id))
    context = {
        "page": page,
        "deal": page.deal,
        "events": queries.timeline(page.deal),
        "note": NoteForm(),
        "roles": DecisionRole.choices,
    }
    return render(request, "conveyor/deal.html", context)


@login_required
def card(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The same in short, in the drawer of the board."""
    page = queries.deal_page(person(request), DealId(deal_id))
    if not is_part(request):
        return redirect(_url(deal_id))
    context = {"page": page, "deal": page.deal, "roles": DecisionRole.choices, "on_board": True}
    return render(request, "conveyor/parts/deal_drawer.html", context)


@login_required
@require_POST
def record_facts(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Record what the step asks for, without moving the deal."""
    found = queries.visible_deal(person(request), DealId(deal_id))
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Refused("bad_request", _("The page is out of date. Load it again."))
    actions.record_facts(
        person(request),
        DealId(deal_id),
        seen=form.cleaned_data["seen"],
        given=given(request.POST, outline(VersionId(found.version_id)).evidence),
        people=new_people(request.POST),
    )
    return done(request, _url(deal_id), _("Recorded."))


@login_required
def edit(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Change a deal's own columns."""
    found = queries.visible_deal(person(request), DealId(deal_id))
    amount = None if found.amount is None else to_major(found.amount, found.currency)
    now = {name: getattr(found, name) for name in DealForm.base_fields} | {"amount": amount}
    form = _seen_form(DealForm, request, found, now)

    def save() -> None:
        data = form.cleaned_data
        minor = None if data["amount"] is None else to_minor(data["amount"], found.currency)
        seen = data.pop("seen")
        actions.edit_deal(
            person(request), DealId(deal_id), seen=seen, edit=Edit(**data | {"amount": minor})
        )

    return _act(request, form, deal_id, save, _("Edit the deal"), _("Save"), _("Saved."))


@login_required
def assign(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Give a deal to somebody."""
    found = queries.visible_deal(person(request), DealId(deal_id))
    form = AssignForm(request.POST or None, initial={"seen": found.revision, "owner": found.owner})

    def save() -> None:
        actions.assign_deal(
            person(request),
            DealId(deal_id),
            seen=form.cleaned_data["seen"],
            owner=PersonId(form.cleaned_data["owner"].pk),
        )

    return _act(request, form, deal_id, save, _("Whose deal is it"), _("Assign"), _("Assigned."))


@login_required
def park(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Park a deal until a day."""
    found = queries.visible_deal(person(request), DealId(deal_id))
    form = ParkForm(request.POST or None, initial={"seen": found.revision})

    def save() -> None:
        actions.park_deal(person(request), DealId(deal_id), **form.cleaned_data)

    words = _("The deal sleeps until its day.")
    return _act(request, form, deal_id, save, _("Park the deal"), _("Park"), words)


@login_required
def reopen(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Open a closed deal again."""
    found = queries.visible_deal(person(request), DealId(deal_id))
    form = ReopenForm(request.POST or None, initial={"seen": found.revision})

    def save() -> None:
        actions.reopen_deal(person(request), DealId(deal_id), **form.cleaned_data)

    words = _("The deal is open again.")
    return _act(request, form, deal_id, save, _("Open again"), _("Open"), words)


@login_required
@require_POST
def resume(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Wake a parked deal."""
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    actions.resume_deal(person(request), DealId(deal_id), seen=seen)
    return done(request, _url(deal_id), _("The deal is back at work."))


@login_required
@require_POST
def note(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Write a note."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Refused("nothing", _("Write the note first."), field="text")
    actions.note(person(request), DealId(deal_id), **form.cleaned_data)
    return done(request, _url(deal_id) + "#timeline", _("Noted."))


def _seen_form(
    base: type[forms.Form], request: HttpRequest, found: Deal, now: dict[str, object]
) -> forms.Form:
    """A form of a deal's columns, with the revision that its author sees."""
    form = base(request.POST or None, initial=now | {"seen": found.revision})
    form.fields["seen"] = SeenForm.base_fields["seen"]
    return form


def _act(
    request: HttpRequest,
    form: forms.Form,
    deal_id: int,
    save: Callable[[], None],
    title: str,
    submit: str,
    words: str,
) -> HttpResponse:
    """Save a valid form and go back to the deal; show what is wrong otherwise."""
    if form.is_valid():
        try:
            save()
            return done(request, _url(deal_id), words)
        except Refused as error:
            refused(form, error)
        except Stale as error:
            stale(form, error, _("Somebody has changed this deal. Look at it and send again."))
    return form_page(request, form, title=title, submit=submit, back=_url(deal_id))
