"""The company's settings, teams and calendars."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pipeloop.company import actions, policy, queries
from pipeloop.company.actions import CalendarCard, CompanyCard
from pipeloop.company.forms import CalendarForm, CompanyForm, TeamForm
from pipeloop.company.web.http import person
from pipeloop.core.ids import TeamId
from pipeloop.ui.answers import done, form_page, showing_refusals


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Settings on one page: the company, its teams, its calendars."""
    actor = person(request)
    policy.require(actor, policy.change_company)
    form = CompanyForm(request.POST or None, instance=queries.the_company())
    if form.is_valid():
        with showing_refusals(form):
            actions.change_company(actor, CompanyCard(**form.cleaned_data))
            return done(request, reverse("company:settings"), _("Saved."))
    context = {"form": form, "teams": queries.teams(), "calendars": queries.calendars()}
    return render(request, "company/settings.html", context, status=422 if form.errors else 200)


@login_required
def team(request: HttpRequest, team_id: int | None = None) -> HttpResponse:
    """Add a team, or change one."""
    actor = person(request)
    policy.require(actor, policy.change_company)
    row = queries.team(TeamId(team_id)) if team_id else None
    form = TeamForm(
        request.POST or None,
        initial={"name": row.name, "calendar": row.calendar_id} if row else None,
        calendars=queries.calendars(),
    )
    if form.is_valid():
        with showing_refusals(form):
            row_id = TeamId(team_id) if team_id else None
            actions.save_team(actor, row_id, **form.cleaned_data)
            return done(request, reverse("company:settings"), _("Saved."))
    title = row.name if row else _("New team")
    return form_page(request, form, title=title, submit=_("Save"), back=reverse("company:settings"))


@login_required
def calendar(request: HttpRequest, calendar_id: int | None = None) -> HttpResponse:
    """Add a working calendar, or change one."""
    actor = person(request)
    policy.require(actor, policy.change_company)
    row = queries.calendar(calendar_id) if calendar_id else None
    values = {name: getattr(row, name) for name in CalendarForm.base_fields} if row else None
    form = CalendarForm(request.POST or None, initial=values)
    if form.is_valid():
        with showing_refusals(form):
            actions.save_calendar(actor, calendar_id, CalendarCard(**form.cleaned_data))
            return done(request, reverse("company:settings"), _("Saved."))
    title = row.name if row else _("New calendar")
    return form_page(request, form, title=title, submit=_("Save"), back=reverse("company:settings"))
