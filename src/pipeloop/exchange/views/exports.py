"""Pages of exports: requesting one, how far it is, its file, and the log of all."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company.queries import people_who_sign_in
from pipeloop.company.web.http import person
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.core.ids import ExportId
from pipeloop.exchange import actions, policy, queries
from pipeloop.exchange.forms import ExportForm
from pipeloop.exchange.queries import ExportFilters
from pipeloop.exchange.words import CONTENT_TYPES, ExportFormat, ExportKind
from pipeloop.ui.answers import attachment, number


@login_required
def exports(request: HttpRequest) -> HttpResponse:
    """The log: one's own exports, or those of the whole company."""
    actor, get = person(request), request.GET
    page = min(number(get.get("page", "")) or 1, 1000)
    kind = get.get("kind", "")
    filters = ExportFilters(
        person=number(get.get("person", "")), kind=kind if kind in ExportKind.values else ""
    )
    rows, more = queries.exports(actor, filters, page=page)
    query = get.copy()
    query.pop("page", None)
    sees_all = policy.see_all_exports(actor)
    context = {
        "rows": rows,
        "more": more,
        "page": page,
        "filters": filters,
        "kinds": ExportKind.choices,
        "people": people_who_sign_in() if sees_all else (),
        "sees_all": sees_all,
        "query": query.urlencode(),
    }
    return render(request, "exchange/exports.html", context)


@login_required
@require_POST
def request_export(request: HttpRequest) -> HttpResponse:
    """Have the list that its reader sees written into a file."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise Refused("bad_value", _("There is no such list."))
    kind, file_format = form.cleaned_data["kind"], form.cleaned_data["format"]
    requested = actions.request_export(person(request), kind, file_format, form.filters)
    return redirect("exchange:export", export_id=requested.pk)


@login_required
def export(request: HttpRequest, export_id: int) -> HttpResponse:
    """One export: how far it is, then its file."""
    return render(request, "exchange/export.html", _context(request, export_id))


@login_required
def progress(request: HttpRequest, export_id: int) -> HttpResponse:
    """How far the job is; when it is done, the page is loaded again."""
    context = _context(request, export_id)
    if not context["export"].is_busy:
        return HttpResponse(headers={"HX-Redirect": reverse("exchange:export", args=[export_id])})
    return render(request, "exchange/parts/export_progress.html", context)


def _context(request: HttpRequest, export_id: int) -> dict[str, Any]:
    actor = person(request)
    row = queries.export(actor, ExportId(export_id))
    return {
        "export": row,
        "filters": queries.filter_words(row),
        "has_file": row.has_file(now()),
        "may_download": policy.download_export(actor, row),
    }


@login_required
def download(request: HttpRequest, export_id: int) -> FileResponse:
    """The file itself."""
    row, path = actions.download_export(person(request), ExportId(export_id))
    return attachment(path, name=row.file_name, kind=CONTENT_TYPES[ExportFormat(row.format)])
