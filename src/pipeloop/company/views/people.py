"""People: the list, a card, deactivating and reactivating."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company import actions, policy, queries
from pipeloop.company.actions import PersonCard
from pipeloop.company.forms import PersonForm
from pipeloop.company.web.http import person
from pipeloop.core.ids import PersonId
from pipeloop.ui.answers import done, form_page, number, showing_refusals


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Who works here."""
    policy.require(person(request), policy.see_people)
    get, query = request.GET, request.GET.copy()
    query.pop("page", None)
    team = number(get.get("team", ""))
    page = queries.people(
        text=get.get("text", "").strip()[:100],
        role=get.get("role", "")[:40],
        team=team,
        order=get.get("order", "name"),
        page=number(get.get("page", "")) or 1,
    )
    context = {
        "people": page,
        "roles": queries.roles(),
        "teams": queries.teams(),
        "text": get.get("text", ""),
        "role": get.get("role", ""),
        "team": team,
        "order": get.get("order", "name"),
        "query": query.urlencode(),
        "may_manage": policy.manage_people(person(request)),
    }
    return render(request, "company/people.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Add somebody."""
    policy.require(person(request), policy.manage_people)
    form = _form(request)
    if form.is_valid():
        with showing_refusals(form):
            added, password = actions.add_person(person(request), PersonCard(**form.cleaned_data))
            return _back_to_list(request, added.name, password)
    return form_page(
        request, form, title=_("New person"), submit=_("Add"), back=reverse("company:people")
    )


@login_required
def edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change somebody's card."""
    policy.require(person(request), policy.manage_people)
    row_id = PersonId(person_id)
    row = queries.person_card(row_id)
    values = {name: getattr(row, name) for name in ("name", "language", "time_zone")}
    values |= {"email": row.email or "", "roles": list(row.role_codes), "team": row.team_id}
    form = _form(request, values)
    if form.is_valid():
        with showing_refusals(form):
            card = PersonCard(**form.cleaned_data)
            changed, password = actions.change_person(person(request), row_id, card)
            return _back_to_list(request, changed.name, password)
    return form_page(
        request, form, title=row.name, submit=_("Save"), back=reverse("company:people")
    )


def _form(request: HttpRequest, values: dict[str, Any] | None = None) -> PersonForm:
    roles, teams = queries.roles(), queries.teams()
    return PersonForm(request.POST or None, initial=values, roles=roles, teams=teams)


def _back_to_list(request: HttpRequest, name: str, password: str) -> HttpResponse:
    """Go back to the list; a new password is shown this once."""
    url = reverse("company:people")
    if not password:
        return done(request, url, _("Saved."))
    words = _(
        "%(name)s can sign in with the password %(password)s."
        " Copy it now: it will not be shown again."
    )
    # An error-level message stays until it is read.
    messages.error(request, words % {"name": name, "password": password})
    return done(request, url, _("Saved."))


@login_required
@require_POST
def dismiss(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody sign in no more."""
    dismissed = actions.dismiss_person(person(request), PersonId(person_id))
    words = _("%(name)s can no longer sign in.") % {"name": dismissed.name}
    return done(request, reverse("company:people"), words)


@login_required
@require_POST
def take_back(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody sign in again."""
    person_back, password = actions.reinstate_person(person(request), PersonId(person_id))
    return _back_to_list(request, person_back.name, password)
