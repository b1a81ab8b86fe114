"""The deals behind a hand-off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pipeloop.company.web.http import person
from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.views.handovers import called, look
from pipeloop.history.views.shades import LEAST
from pipeloop.history.views.sheets import days, local, workbook
from pipeloop.history.views.tabs import chosen_deals
from pipeloop.history.words import Outcome
from pipeloop.ui.answers import is_part


@login_required
def handed(request: HttpRequest, log_id: int) -> HttpResponse:
    """The deals of a pair, those that lay longest: in the drawer, or on a page of their own."""
    part = chosen_deals(request, log_id)
    giver, taker = request.GET.get("giver", ""), request.GET.get("taker", "")
    found = queries.handed_deals(part, giver, taker, **look(request))
    lines = list(found.lines())
    context: dict[str, Any] = {
        "log": part.row,
        "giver": called(giver),
        "taker": called(taker),
        "found": found,
        "few": part.count < LEAST,
        "share": found.count / part.count if part.count else 0,
        "median_s": found.quantile_s(0.5),
        "lines": lines,
        "known": queries.known_deals(person(request), part.row, lines),
        "outcomes": dict(Outcome.choices),
        "query": request.GET.urlencode(),
    }
    template = "handed_drawer" if is_part(request) else "handed_page"
    return render(request, f"history/parts/{template}.html", context)


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All of them as a workbook."""
    part = chosen_deals(request, log_id)
    giver, taker = request.GET.get("giver", ""), request.GET.get("taker", "")
    found = queries.handed_deals(part, giver, taker, **look(request))
    outcomes = {one.value: str(one.label) for one in Outcome}
    header = [_("Deal"), _("Waited, days"), _("In all, days"), _("Began"), _("Outcome")]
    rows: Iterable[list[OutCell]] = (
        [line.case_id, days(line.seconds), days(line.whole_s), local(line.began_at),
         outcomes[line.outcome]]
        for line in found.lines(None)
    )  # fmt: skip
    return workbook(_("Hand-offs"), header, rows, widths=(36, 12, 12, 18, 14), of=part)
