"""The funnel: how far deals come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pipeloop.history import queries
from pipeloop.history.queries import (
    ArrivalCohort,
    FilteredLog,
    FunnelReport,
    FunnelStep,
    Share,
)
from pipeloop.history.views.tabs import filtered_log_of, tab
from pipeloop.history.views.view_options import clock_context, hidden_fields, requested_clock
from pipeloop.history.views.workbooks import days, percent, workbook
from pipeloop.ui.formatting import day

# The width of a bar that holds all deals, in units of the chart.
WIDTH = 1000
# A cohort's share this near to that of all cohorts is about the same; from the other on, far off.
NEAR, FAR = 0.02, 0.08


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A step of the funnel as the page draws it: its bar and the confidence interval at its end.

    Args:
        reached_first: deals that reached the first step.
        is_largest_loss: whether the largest share of deals is lost on the way to it.
    """

    step: FunnelStep
    reached_first: int
    is_largest_loss: bool

    @property
    def bar(self) -> int:
        """The width of the bar."""
        return round(WIDTH * self.step.reached / self.reached_first) if self.reached_first else 0

    @property
    def interval_x(self) -> int:
        """Where the confidence interval begins."""
        share = self.step.of_first
        return round(WIDTH * (share.low or 0)) if share else 0

    @property
    def interval_width(self) -> int:
        """How wide the interval is; 0 where it is no wider than a line."""
        share = self.step.of_first
        width = round(WIDTH * ((share.high or 0) - (share.low or 0))) if share else 0
        return width if width > 2 else 0


@tab("funnel")
def funnel(request: HttpRequest, filtered: FilteredLog) -> dict[str, Any]:
    """The funnel of the filtered deals, and of those that arrived in each period."""
    clock, only = requested_clock(request), tuple(request.GET.getlist("only"))
    report = queries.funnel_of(filtered, only, clock)
    loss, steps = report.largest_loss, report.steps
    reached_first = steps[0].reached if steps else 0
    return clock_context(request, clock) | {
        "held_most": queries.held_most(filtered),
        "report": report,
        "rows": [
            FunnelRow(step, reached_first, loss is not None and step.name == loss.target)
            for step in steps
        ],
        "first": steps[0] if steps else None,
        "last": steps[-1] if steps else None,
        "loss": loss,
        "cohorts": [
            (period_name(cohort.begins, report.period), cohort, _shaded(cohort, report))
            for cohort in report.cohorts
        ],
        "fields": hidden_fields(request, "only"),
        "only": only,
    }


def _shaded(cohort: ArrivalCohort, report: FunnelReport) -> list[tuple[Share | None, int]]:
    """Shares of one cohort, each with a shade by how far it is from that of all cohorts."""
    overall = (step.of_first for step in report.steps[1:])
    return [
        (share, _shade(share, whole)) for share, whole in zip(cohort.shares, overall, strict=True)
    ]


def _shade(share: Share | None, whole: Share | None) -> int:
    """From 1, far below, over 3, about the same, to 5, far above; 0 where there is no share."""
    if share is None or whole is None:
        return 0
    difference = share.share - whole.share
    distance = 1 if abs(difference) < FAR else 2
    if abs(difference) < NEAR:
        return 3
    return 3 + distance if difference > 0 else 3 - distance


def period_name(begins: date, period: str) -> str:
    """A week, a month or a quarter in words."""
    if period == "quarter":
        return _("Q%(n)s %(year)s") % {"n": (begins.month + 2) // 3, "year": begins.year}
    if period == "month":
        return date_format(begins, "M Y")
    return _("week from %(day)s") % {"day": day(begins)}


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The funnel as a workbook."""
    filtered, clock = filtered_log_of(request, log_id), requested_clock(request)
    report = queries.funnel_of(filtered, tuple(request.GET.getlist("only")), clock)
    header = [_("Step"), _("Deals")]
    for name in (_("% of first step"), _("% of previous step"), _("In the end, %")):
        header += [name, _("%(name)s, from") % {"name": name}, _("%(name)s, to") % {"name": name}]
    header += [_("Went no further"), _("Of these, open"), _("Median to the next step, days")]
    rows = (
        [
            step.name,
            step.reached,
            *_cells(step.of_first),
            *_cells(step.of_previous),
            *_cells(step.in_the_end if report.closed.is_known else None),
            step.stopped,
            step.open,
            None if step.next_s is None else days(step.next_s, clock.day_s),
        ]
        for step in report.steps
    )
    return workbook(_("Funnel"), header, rows, widths=(32, *[12] * 13), of=filtered)


def _cells(share: Share | None) -> list[Decimal | None]:
    values = (share.share, share.low, share.high) if share else (None, None, None)
    return [None if value is None else percent(value) for value in values]
