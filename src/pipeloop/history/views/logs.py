"""The list of logs, and how one is read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.http import person
from pipeloop.company.policy import require
from pipeloop.core.ids import LogId
from pipeloop.history import actions, policy, queries
from pipeloop.ui.answers import done


@login_required
def logs(request: HttpRequest) -> HttpResponse:
    """The logs that there are."""
    actor = person(request)
    require(actor, policy.see_logs)
    context = {"rows": queries.logs(), "may_keep": policy.keep_logs(actor)}
    return render(request, "history/logs.html", context)


@login_required
def log(request: HttpRequest, log_id: int) -> HttpResponse:
    """How a log is read: its columns, how far it is, what was left out."""
    actor = person(request)
    require(actor, policy.see_logs)
    context = {"log": queries.log(LogId(log_id)), "may_keep": policy.keep_logs(actor)}
    return render(request, "history/log.html", context)


@login_required
def progress(request: HttpRequest, log_id: int) -> HttpResponse:
    """Whether a log is still being read; when it is not, the page loads itself anew."""
    require(person(request), policy.see_logs)
    found = queries.log(LogId(log_id))
    if found.is_busy:
        return render(request, "history/parts/progress.html", {"log": found})
    return HttpResponse(headers={"HX-Redirect": reverse("history:log", args=[log_id])})


@login_required
@require_POST
def remove(request: HttpRequest, log_id: int) -> HttpResponse:
    """Remove a log."""
    actions.remove(person(request), LogId(log_id))
    return done(request, reverse("history:logs"), _("The log is removed."))
