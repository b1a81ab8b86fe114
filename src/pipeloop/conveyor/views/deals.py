"""The page of a deal, and what is done on it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.queries import active_people
from pipeloop.company.web.http import person
from pipeloop.conveyor import actions, queries
from pipeloop.conveyor.actions.editing import Edit
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
from pipeloop.conveyor.words import DecisionRole
from pipeloop.core.errors import Refused
from pipeloop.core.ids import DealId, PersonId, VersionId
from pipeloop.core.money import to_major, to_minor
from pipeloop.process.queries import outline
from pipeloop.ui.answers import done, form_page, is_part, showing_refusals


def deal_url(deal_id: int) -> str:
    """The page of a deal."""
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
        return redirect(deal_url(deal_id))
    context = {"page": page, "deal": page.deal, "roles": DecisionRole.choices, "on_board": True}
    return render(request, "conveyor/parts/deal_drawer.html", context)


@login_required
@require_POST
def record_facts(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Record what the step asks for, without moving the deal."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Refused("bad_request", _("The page is out of date. Reload it."))
    actions.record_facts(
        person(request),
        DealId(deal_id),
        seen=form.cleaned_data["seen"],
        given=given(request.POST, outline(VersionId(deal.version_id)).evidence),
        people=new_people(request.POST),
    )
    return done(request, deal_url(deal_id), _("Recorded."))


@login_required
def edit(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Change a deal's own columns."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    amount = None if deal.amount is None else to_major(deal.amount, deal.currency)
    initial = {name: getattr(deal, name, None) for name in DealForm.base_fields}
    initial |= {"seen": deal.revision, "amount": amount}
    form = DealForm(request.POST or None, initial=initial)
    if form.is_valid():
        columns = dict(form.cleaned_data)
        seen, amount = columns.pop("seen"), columns["amount"]
        columns["amount"] = None if amount is None else to_minor(amount, deal.currency)
        with showing_refusals(form):
            actions.edit_deal(person(request), DealId(deal_id), seen=seen, edit=Edit(**columns))
            return done(request, deal_url(deal_id), _("Saved."))
    return form_page(
        request, form, title=_("Edit the deal"), submit=_("Save"), back=deal_url(deal_id)
    )


@login_required
def assign(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Give a deal to somebody."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    people = [(row.pk, row.name) for row in active_people()]
    initial = {"seen": deal.revision, "owner": deal.owner_id}
    form = AssignForm(request.POST or None, initial=initial, people=people)
    if form.is_valid():
        owner = PersonId(form.cleaned_data["owner"])
        with showing_refusals(form):
            actions.assign_deal(
                person(request), DealId(deal_id), seen=form.cleaned_data["seen"], owner=owner
            )
            return done(request, deal_url(deal_id), _("Assigned."))
    return form_page(
        request, form, title=_("Whose deal is it"), submit=_("Assign"), back=deal_url(deal_id)
    )


@login_required
def park(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Park a deal until a day."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    form = ParkForm(request.POST or None, initial={"seen": deal.revision})
    if form.is_valid():
        with showing_refusals(form):
            actions.park_deal(person(request), DealId(deal_id), **form.cleaned_data)
            return done(request, deal_url(deal_id), _("The deal is parked until its day."))
    return form_page(
        request, form, title=_("Park the deal"), submit=_("Park"), back=deal_url(deal_id)
    )


@login_required
def reopen(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Open a closed deal again."""
    deal = queries.visible_deal(person(request), DealId(deal_id))
    form = ReopenForm(request.POST or None, initial={"seen": deal.revision})
    if form.is_valid():
        with showing_refusals(form):
            actions.reopen_deal(person(request), DealId(deal_id), **form.cleaned_data)
            return done(request, deal_url(deal_id), _("The deal is open again."))
    return form_page(request, form, title=_("Reopen"), submit=_("Reopen"), back=deal_url(deal_id))


@login_required
@require_POST
def resume(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Bring a parked deal back to work."""
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    actions.resume_deal(person(request), DealId(deal_id), seen=seen)
    return done(request, deal_url(deal_id), _("The deal is back at work."))


@login_required
@require_POST
def note(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Write a note."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Refused("nothing", _("Write the note first."), field="text")
    actions.add_note(person(request), DealId(deal_id), **form.cleaned_data)
    return done(request, deal_url(deal_id) + "#timeline", _("Noted."))
