"""The deals behind a place of the map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeloop.company.web.http import person
from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.forms import choice_of, spot_of
from pipeloop.history.views.sheets import days, local, workbook
from pipeloop.history.views.tabs import chosen_deals
from pipeloop.history.words import Outcome
from pipeloop.ui.answers import is_part


@login_required
def deals(request: HttpRequest, log_id: int) -> HttpResponse:
    """Their figures and the longest of them, in the drawer beside the map."""
    part = chosen_deals(request, log_id)
    if not is_part(request):
        return redirect("history:map", log_id=log_id)
    spot = spot_of(request.GET)
    clock = queries.clock_of(request.GET.get("clock", ""))
    found = queries.deals_at(part, spot, clock)
    lines = list(found.lines())
    context: dict[str, Any] = {
        "log": part.row,
        "spot": spot,
        "found": found,
        "day_s": clock.day_s,
        "median_s": found.quantile_s(0.5),
        "p90_s": found.quantile_s(0.9),
        "share": found.count / part.count if part.count else 0,
        "lines": lines,
        "known": queries.known_deals(person(request), part.row, lines),
        "has_ends": queries.options(part).has_ends,
        "outcomes": dict(Outcome.choices),
        "query": request.GET.urlencode(),
        "narrow": _narrowed(request, spot),
    }
    return render(request, "history/parts/deals_drawer.html", context)


def _narrowed(request: HttpRequest, spot: queries.Spot) -> str:
    """The address of the map of these deals alone."""
    query = request.GET.copy()
    for name in ("place", "one", "two"):
        query.pop(name, None)
    if spot.kind == "edge":
        query["from"], query["to"] = spot.one, spot.two
    elif spot.one not in choice_of(query).passes:
        query.appendlist("passes", spot.one)
    return query.urlencode()


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All of them as a workbook."""
    part = chosen_deals(request, log_id)
    clock = queries.clock_of(request.GET.get("clock", ""))
    found = queries.deals_at(part, spot_of(request.GET), clock)
    outcomes = {one.value: str(one.label) for one in Outcome}
    header = [_("Deal"), _("Here, days"), _("In all, days"), _("Began"), _("Outcome")]
    rows: Iterator[list[OutCell]] = (
        [line.case_id, days(line.seconds, clock.day_s), days(line.whole_s, clock.day_s),
         local(line.began_at), outcomes[line.outcome]]
        for line in found.lines(None)
    )  # fmt: skip
    return workbook(_("Deals"), header, rows, widths=(36, 12, 12, 18, 14), of=part)
