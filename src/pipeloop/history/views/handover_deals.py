"""The deals that one person or role handed over to another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pipeloop.company.web.http import person
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.views.handovers import display_name, requested_groups
from pipeloop.history.views.tabs import filtered_log_of
from pipeloop.history.views.workbooks import days, local, workbook
from pipeloop.history.words import Outcome
from pipeloop.ui.answers import is_part


@login_required
def handover_deals(request: HttpRequest, log_id: int) -> HttpResponse:
    """The deals of a pair that waited longest: in the drawer, or on a page of their own."""
    filtered = filtered_log_of(request, log_id)
    giver, taker = request.GET.get("giver", ""), request.GET.get("taker", "")
    deals = queries.handover_deals(filtered, giver, taker, **requested_groups(request))
    lines = list(deals.lines())
    context: dict[str, Any] = {
        "log": filtered.row,
        "giver": display_name(giver),
        "taker": display_name(taker),
        "deals": deals,
        "few": filtered.count < SMALLEST_SAMPLE,
        "share": deals.count / filtered.count if filtered.count else 0,
        "median_s": deals.quantile_s(0.5),
        "lines": lines,
        "deal_titles": queries.own_deal_titles(
            person(request), filtered.row, [line.case_id for line in lines]
        ),
        "outcomes": dict(Outcome.choices),
        "query": request.GET.urlencode(),
    }
    template = "handover_deals_drawer" if is_part(request) else "handover_deals_page"
    return render(request, f"history/parts/{template}.html", context)


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All of them as a workbook."""
    filtered = filtered_log_of(request, log_id)
    giver, taker = request.GET.get("giver", ""), request.GET.get("taker", "")
    deals = queries.handover_deals(filtered, giver, taker, **requested_groups(request))
    outcomes = {outcome.value: str(outcome.label) for outcome in Outcome}
    header = [_("Deal"), _("Waited, days"), _("In total, days"), _("Began"), _("Outcome")]
    rows: Iterable[list[OutCell]] = (
        [line.case_id, days(line.seconds), days(line.whole_s), local(line.began_at),
         outcomes[line.outcome]]
        for line in deals.lines(None)
    )  # fmt: skip
    widths = (36, 12, 12, 18, 14)
    return workbook(_("Handovers of work"), header, rows, widths=widths, of=filtered)
