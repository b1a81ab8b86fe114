"""The deals behind an element of the process map."""

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
from pipeloop.history.forms import case_filter_of, map_element_of
from pipeloop.history.queries import MapElement
from pipeloop.history.views.tabs import filtered_log_of
from pipeloop.history.views.view_options import requested_clock
from pipeloop.history.views.workbooks import days, local, workbook
from pipeloop.history.words import Outcome
from pipeloop.ui.answers import is_part


@login_required
def map_deals(request: HttpRequest, log_id: int) -> HttpResponse:
    """Their figures and those that were there longest, in the drawer beside the map."""
    filtered = filtered_log_of(request, log_id)
    if not is_part(request):
        return redirect("history:map", log_id=log_id)
    element, clock = map_element_of(request.GET), requested_clock(request)
    deals = queries.deals_at(filtered, element, clock)
    lines = list(deals.lines())
    context: dict[str, Any] = {
        "log": filtered.row,
        "element": element,
        "deals": deals,
        "day_s": clock.day_s,
        "median_s": deals.quantile_s(0.5),
        "p90_s": deals.quantile_s(0.9),
        "share": deals.count / filtered.count if filtered.count else 0,
        "lines": lines,
        "deal_titles": queries.own_deal_titles(
            person(request), filtered.row, [line.case_id for line in lines]
        ),
        "has_outcomes": queries.filter_options(filtered).has_outcomes,
        "outcomes": dict(Outcome.choices),
        "query": request.GET.urlencode(),
        "only_these": _query_of_only(request, element),
    }
    return render(request, "history/parts/map_deals_drawer.html", context)


def _query_of_only(request: HttpRequest, element: MapElement) -> str:
    """The address of the map of these deals alone."""
    query = request.GET.copy()
    for name in ("element", "source", "target"):
        query.pop(name, None)
    if element.kind == "edge":
        query["from"], query["to"] = element.source, element.target
    elif element.source not in case_filter_of(query).passes:
        query.appendlist("passes", element.source)
    return query.urlencode()


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All of them as a workbook."""
    filtered, clock = filtered_log_of(request, log_id), requested_clock(request)
    deals = queries.deals_at(filtered, map_element_of(request.GET), clock)
    outcomes = {outcome.value: str(outcome.label) for outcome in Outcome}
    header = [_("Deal"), _("Here, days"), _("In total, days"), _("Began"), _("Outcome")]
    rows: Iterator[list[OutCell]] = (
        [line.case_id, days(line.seconds, clock.day_s), days(line.whole_s, clock.day_s),
         local(line.began_at), outcomes[line.outcome]]
        for line in deals.lines(None)
    )  # fmt: skip
    return workbook(_("Deals"), header, rows, widths=(36, 12, 12, 18, 14), of=filtered)
