"""Drill-down: the deals behind a figure, in the drawer and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pipeloop.company.web.http import person
from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.queries import DrillDown
from pipeloop.history.queries.drilldown import AGAIN, BACK, BETWEEN, REACHED, SKIPPED, STOPPED
from pipeloop.history.views.tabs import filtered_log_of
from pipeloop.history.views.view_options import requested_clock
from pipeloop.history.views.workbooks import days, local, workbook
from pipeloop.history.words import Outcome
from pipeloop.ui.answers import is_part

TITLES = {
    REACHED: pgettext_lazy("deals", "Reached this step or a later one"),
    STOPPED: pgettext_lazy("deals", "Went no further"),
    AGAIN: pgettext_lazy("deals", "Came to this step more than once"),
    BACK: pgettext_lazy("deals", "Went back to this step"),
    SKIPPED: pgettext_lazy("deals", "Skipped this step"),
    BETWEEN: gettext_lazy("From one step to the other"),
}


def drilldown_of(request: HttpRequest) -> DrillDown:
    """The figure that an address asks about."""
    query = request.GET
    return DrillDown(
        figure=query.get("figure", ""),
        source=query.get("source", ""),
        target=query.get("target", ""),
        only=tuple(query.getlist("only")),
    )


@login_required
def drilldown(request: HttpRequest, log_id: int) -> HttpResponse:
    """How many they are, and the longest of them."""
    filtered = filtered_log_of(request, log_id)
    if not is_part(request):
        return redirect("history:funnel", log_id=log_id)
    asked, clock = drilldown_of(request), requested_clock(request)
    deals = queries.drilldown_deals(filtered, asked, clock)
    lines = list(deals.lines())
    context = {
        "log": filtered.row,
        "drilldown": asked,
        "title": TITLES[asked.figure],
        "is_between": asked.figure == BETWEEN,
        "day_s": clock.day_s,
        "deals": deals,
        "share": deals.count / filtered.count if filtered.count else 0,
        "lines": lines,
        "deal_titles": queries.own_deal_titles(
            person(request), filtered.row, [line.case_id for line in lines]
        ),
        "outcomes": dict(Outcome.choices),
        "query": request.GET.urlencode(),
    }
    return render(request, "history/parts/drilldown_drawer.html", context)


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All of them as a workbook."""
    filtered, clock = filtered_log_of(request, log_id), requested_clock(request)
    asked = drilldown_of(request)
    deals = queries.drilldown_deals(filtered, asked, clock)
    outcomes = {outcome.value: str(outcome.label) for outcome in Outcome}
    is_between = asked.figure == BETWEEN
    header = [_("Deal"), _("In total, days"), _("Began"), _("Outcome")]
    header += [_("From one step to the other, days")] if is_between else []
    rows: Iterator[list[OutCell]] = (
        [
            line.case_id,
            days(line.whole_s),
            local(line.began_at),
            outcomes[line.outcome],
            *([days(line.seconds, clock.day_s)] if is_between else []),
        ]
        for line in deals.lines(None)
    )
    widths = (36, 14, 18, 14, 24)[: len(header)]
    return workbook(_("Deals"), header, rows, widths=widths, of=filtered)
