"""The deals behind a figure, in the drawer and as a workbook."""

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
from pipeloop.history.queries import Figure
from pipeloop.history.views.looks import clock_asked
from pipeloop.history.views.sheets import days, local, workbook
from pipeloop.history.views.tabs import chosen_deals
from pipeloop.history.words import Outcome
from pipeloop.ui.answers import is_part

TITLES = {
    "reached": pgettext_lazy("deals", "Came to this step or further"),
    "stopped": pgettext_lazy("deals", "Came no further"),
    "again": pgettext_lazy("deals", "Came to this step more than once"),
    "back": pgettext_lazy("deals", "Went back to this step"),
    "skipped": pgettext_lazy("deals", "Went on past this step"),
    "between": gettext_lazy("From one step to the other"),
}


def figure_of(request: HttpRequest) -> Figure:
    """The figure of an address."""
    told = request.GET
    return Figure(
        kind=told.get("figure", ""),
        one=told.get("one", ""),
        two=told.get("two", ""),
        only=tuple(told.getlist("only")),
    )


@login_required
def behind(request: HttpRequest, log_id: int) -> HttpResponse:
    """How many they are, and the longest of them."""
    part = chosen_deals(request, log_id)
    if not is_part(request):
        return redirect("history:funnel", log_id=log_id)
    figure, clock = figure_of(request), clock_asked(request)
    found = queries.deals_behind(part, figure, clock)
    lines = list(found.lines())
    context = {
        "log": part.row,
        "figure": figure,
        "title": TITLES[figure.kind],
        "is_between": figure.kind == "between",
        "day_s": clock.day_s,
        "found": found,
        "share": found.count / part.count if part.count else 0,
        "lines": lines,
        "known": queries.known_deals(person(request), part.row, lines),
        "outcomes": dict(Outcome.choices),
        "query": request.GET.urlencode(),
    }
    return render(request, "history/parts/behind_drawer.html", context)


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All of them."""
    part = chosen_deals(request, log_id)
    figure, clock = figure_of(request), clock_asked(request)
    found = queries.deals_behind(part, figure, clock)
    outcomes = {one.value: str(one.label) for one in Outcome}
    is_between = figure.kind == "between"
    header = [_("Deal"), _("In all, days"), _("Began"), _("Outcome")]
    header += [_("From one step to the other, days")] if is_between else []
    rows: Iterator[list[OutCell]] = (
        [
            line.case_id,
            days(line.whole_s),
            local(line.began_at),
            outcomes[line.outcome],
            *([days(line.seconds, clock.day_s)] if is_between else []),
        ]
        for line in found.lines(None)
    )
    return workbook(_("Deals"), header, rows, widths=(36, 14, 18, 14, 24)[: len(header)], of=part)
