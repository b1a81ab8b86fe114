"""The list of logs, and how each is read."""

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
    """The list of logs, and a form for a file."""
    actor = person(request)
    require(actor, policy.see_logs)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = actions.add_file(actor, file, name=file.name)
            return redirect("history:log", log_id=row.pk)
        except Refused as error:
            refused(form, error)
    context = {
        "form": form,
        "rows": queries.logs(),
        "may_manage": policy.manage_logs(actor),
        "max_bytes": settings.LOG_MAX_BYTES,
    }
    return render(request, "history/logs.html", context, status=422 if form.errors else 200)


@login_required
def log(request: HttpRequest, log_id: int) -> HttpResponse:
    """How a log is read: its columns, its progress, the rejected rows."""
    require(person(request), policy.see_logs)
    return _page(request, queries.log(LogId(log_id)), edits=request.GET.get("columns") == "1")


def _page(
    request: HttpRequest,
    row: Log,
    *,
    chosen: dict[str, str] | None = None,
    edits: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of a log.

    Args:
        chosen: columns by role that the reader has just chosen; by default those of the log.
        edits: whether the reader wants to change the columns.
    """
    roles = {name: role for role, name in (chosen or row.columns).items()}
    waits = row.state in (LogState.WAITING, LogState.FAILED)
    may_manage = policy.manage_logs(person(request))
    context = {
        "log": row,
        "may_manage": may_manage,
        "shows_columns": may_manage and not row.is_busy and (waits or edits),
        "columns": [
            (name, [cells[place] for cells in row.samples if cells[place]][:3], roles.get(name, ""))
            for place, name in enumerate(row.header)
        ],
        "roles": list(ROLES.items()),
        "zones": zones(),
        "problem": file_problem(row.error, row.details.get("line")) if row.error else "",
        "rejected": [(_reason(code), count) for code, count in sorted(row.rejected.items())],
        "examples": [(example, _reason(example["code"])) for example in row.rejected_examples],
    }
    return render(request, "history/log.html", context, status=status)


def _reason(code: str) -> str:
    return str(ROW_PROBLEMS.get(code, code))


@login_required
@require_POST
def columns(request: HttpRequest, log_id: int) -> HttpResponse:
    """Choose what the columns hold, and have the log read."""
    actor = person(request)
    require(actor, policy.manage_logs)
    post = request.POST
    chosen = {role: post.get(f"role-{role}", "") for role in ROLES}
    zone, seen = post.get("zone", ""), number(post.get("seen", ""))
    try:
        actions.set_columns(
            actor, LogId(log_id), chosen, zone=zone, seen=-1 if seen is None else seen
        )
    except Refused as error:
        messages.error(request, str(error.words))
        row = queries.log(LogId(log_id))
        row.zone = zone
        return _page(request, row, chosen=chosen, edits=True, status=422)
    return redirect("history:log", log_id=log_id)


@login_required
def progress(request: HttpRequest, log_id: int) -> HttpResponse:
    """Whether a log is still being read; when it is not, the page reloads."""
    require(person(request), policy.see_logs)
    row = queries.log(LogId(log_id))
    if row.is_busy:
        return render(request, "history/parts/progress.html", {"log": row})
    return HttpResponse(headers={"HX-Redirect": reverse("history:log", args=[log_id])})


@login_required
@require_POST
def remove(request: HttpRequest, log_id: int) -> HttpResponse:
    """Remove a log."""
    actions.remove(person(request), LogId(log_id))
    return done(request, reverse("history:logs"), _("The log is removed."))
