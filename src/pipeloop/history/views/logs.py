"""The list of logs, and how one is read."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.domain.time_zones import zones
from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.core.errors import Refused
from pipeloop.core.ids import LogId
from pipeloop.history import actions, policy, queries
from pipeloop.history.forms import UploadForm
from pipeloop.history.models import Log
from pipeloop.history.words import ROLES, ROW_PROBLEMS, LogState, file_problem
from pipeloop.ui.answers import done, number, refused


@login_required
def logs(request: HttpRequest) -> HttpResponse:
    """The logs that there are, and a place for a file."""
    actor = person(request)
    require(actor, policy.see_logs)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            added = actions.add_file(actor, file, name=file.name)
            return redirect("history:log", log_id=added.pk)
        except Refused as error:
            refused(form, error)
    context = {
        "form": form,
        "rows": queries.logs(),
        "may_keep": policy.keep_logs(actor),
        "max_bytes": settings.LOG_MAX_BYTES,
    }
    return render(request, "history/logs.html", context, status=422 if form.errors else 200)


@login_required
def log(request: HttpRequest, log_id: int) -> HttpResponse:
    """How a log is read: its columns, how far it is, what was left out."""
    require(person(request), policy.see_logs)
    return _page(request, queries.log(LogId(log_id)), remap=request.GET.get("columns") == "1")


def _page(
    request: HttpRequest,
    found: Log,
    *,
    taken: dict[str, str] | None = None,
    remap: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of a log; `taken` is what its columns are taken for, if not as is kept."""
    roles = {name: role for role, name in (taken or found.columns).items()}
    waits = found.state in (LogState.WAITING, LogState.FAILED)
    may_keep = policy.keep_logs(person(request))
    context = {
        "log": found,
        "may_keep": may_keep,
        "asks": may_keep and not found.is_busy and (waits or remap),
        "columns": [
            (name, [row[place] for row in found.samples if row[place]][:3], roles.get(name, ""))
            for place, name in enumerate(found.header)
        ],
        "roles": list(ROLES.items()),
        "zones": zones(),
        "problem": file_problem(found.error, found.details.get("line")) if found.error else "",
        "bad": [(_reason(code), count) for code, count in sorted(found.bad.items())],
        "examples": [(one, _reason(one["code"])) for one in found.examples],
    }
    return render(request, "history/log.html", context, status=status)


def _reason(code: str) -> str:
    return str(ROW_PROBLEMS.get(code, code))


@login_required
@require_POST
def columns(request: HttpRequest, log_id: int) -> HttpResponse:
    """Take what the columns tell, and have the log read."""
    actor = person(request)
    require(actor, policy.keep_logs)
    post = request.POST
    taken = {role: post.get(f"role-{role}", "") for role in ROLES}
    zone, seen = post.get("zone", ""), number(post.get("seen", ""))
    try:
        actions.set_columns(
            actor, LogId(log_id), taken, zone=zone, seen=-1 if seen is None else seen
        )
    except Refused as error:
        messages.error(request, str(error.words))
        found = queries.log(LogId(log_id))
        found.zone = zone
        return _page(request, found, taken=taken, remap=True, status=422)
    return redirect("history:log", log_id=log_id)


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
