"""The dotted chart: every deal a row, every event a dot in the colour of its step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pipeloop.company.web.http import person
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.queries import DottedChart, FilteredLog
from pipeloop.history.queries.performance.dotted_chart import (
    LONGEST,
    Order,
    chart_rows,
    sorted_deals,
)
from pipeloop.history.views.tabs import filtered_log_of, tab
from pipeloop.history.views.view_options import switch_options
from pipeloop.history.views.workbooks import days, local, workbook
from pipeloop.history.words import Outcome
from pipeloop.ui import formatting

SHOWN = 25
# How many deals the workbook holds.
WORKBOOK_DEALS = 100_000


@tab("dotted_chart")
def dotted_chart(request: HttpRequest, filtered: FilteredLog) -> dict[str, Any]:
    """The filtered deals as rows of dots."""
    if not filtered.count:
        return {}
    order = _order(request)
    chart = queries.dotted_chart_of(filtered, order)
    summary = queries.arrival_summary(filtered)
    since_arrival = request.GET.get("view") == "since"
    titles = queries.own_deal_titles(
        person(request), filtered.row, [row.case_id for row in chart.rows]
    )
    return {
        "chart": chart,
        "summary": summary,
        "busiest_month": _month(summary.busiest),
        "few": filtered.count < SMALLEST_SAMPLE,
        "longest": LONGEST,
        "legend": [
            (colour, _step_name(name, chart.rare), int(count))
            for colour, (name, count) in enumerate(zip(chart.steps, chart.frequencies, strict=True))
        ],
        "picture": _picture(chart, titles, since_arrival=since_arrival),
        "rows": chart.rows[:SHOWN],
        "deal_titles": titles,
        "outcome_names": dict(Outcome.choices),
        "orders": switch_options(
            request,
            "order",
            [("", _("By arrival"), "plus"), ("duration", _("By duration"), "clock")],
        ),
        "axes": switch_options(
            request,
            "view",
            [("", _("By date"), "calendar-week"), ("since", _("Since arrival"), "arrow-right")],
        ),
    }


def _month(day: datetime) -> str:
    """A month in the middle of a sentence, where Russian writes it with a small letter."""
    words = date_format(day, "F Y")
    return words.lower() if formatting.is_russian() else words


def _order(request: HttpRequest) -> Order:
    order = request.GET.get("order", "")
    return cast(Order, order if order == "duration" else "arrival")


def _step_name(name: str, rare: int) -> str:
    return name or _("Rarer steps (%(n)s)") % {"n": rare}


def _picture(chart: DottedChart, titles: dict[str, str], *, since_arrival: bool) -> dict[str, Any]:
    """What the island draws. Times are minutes: of rows by the log's clock, of dots since the
    dot before."""
    steps = np.diff(chart.minutes, prepend=0)
    starts = np.cumsum(chart.counts) - chart.counts
    steps[starts] = chart.minutes[starts]
    return {
        "since": since_arrival,
        "names": [titles.get(row.case_id, row.case_id) for row in chart.rows],
        "began": chart.began.tolist(),
        "counts": chart.counts.tolist(),
        "minutes": steps.tolist(),
        "colours": chart.colours.tolist(),
        "steps": [_step_name(name, chart.rare) for name in chart.steps],
        "words": {
            "dot": _("%(deal)s · %(step)s · %(moment)s · day %(day)s"),
            "days": _("days since arrival"),
        },
    }


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The filtered deals as a workbook."""
    filtered = filtered_log_of(request, log_id)
    outcomes = {outcome.value: str(outcome.label) for outcome in Outcome}
    header = [_("Deal"), _("Began"), _("In total, days"), _("Events"), _("Outcome")]
    numbers = sorted_deals(filtered.deals, _order(request))[:WORKBOOK_DEALS]
    rows: Iterable[list[OutCell]] = (
        [row.case_id, local(row.began_at), days(row.whole_s), row.events, outcomes[row.outcome]]
        for row in chart_rows(filtered.deals, numbers)
    )
    return workbook(_("Deals"), header, rows, widths=(36, 18, 12, 10, 14), of=filtered)
