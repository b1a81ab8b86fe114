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
from pipeloop.history.queries import Arrived, FunnelFound, Share, Slice, Stage
from pipeloop.history.views.looks import clock_asked, kept_fields, look_context
from pipeloop.history.views.sheets import days, percent, workbook
from pipeloop.history.views.tabs import chosen_deals, filters_of, tab
from pipeloop.ui.formatting import day

# Units of a picture as wide as all deals.
WIDE = 1000
# Shares this near to those of all periods are about the same; from the other on, far apart.
NEAR, FAR = 0.02, 0.08


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the funnel as the page draws it: its bar, and between what its end lies."""

    stage: Stage
    first: int
    is_narrow: bool

    @property
    def bar(self) -> int:
        return round(WIDE * self.stage.reached / self.first) if self.first else 0

    @property
    def low(self) -> int:
        of = self.stage.of_first
        return round(WIDE * (of.low or 0)) if of else 0

    @property
    def spread(self) -> int:
        """How wide that is; 0 where it is no wider than a line."""
        of = self.stage.of_first
        wide = round(WIDE * ((of.high or 0) - (of.low or 0))) if of else 0
        return wide if wide > 2 else 0


@tab("funnel")
def funnel(request: HttpRequest, part: Slice) -> dict[str, Any]:
    """The funnel of the chosen deals, and how it was by when they arrived."""
    clock, only = clock_asked(request), tuple(request.GET.getlist("only"))
    found = queries.funnel_of(part, only, clock)
    narrow = found.narrowest
    first = found.stages[0].reached if found.stages else 0
    return look_context(request, clock) | {
        "found": found,
        "lines": [Line(stage, first, stage is narrow) for stage in found.stages],
        "first": found.stages[0] if found.stages else None,
        "last": found.stages[-1] if found.stages else None,
        "narrow": narrow,
        "before_narrow": _before(found, narrow),
        "cohorts": [
            (period_name(one.begins, found.period), one, _shaded(one, found))
            for one in found.arrived
        ],
        "fields": kept_fields(request, "only"),
        "only": only,
        "behind": filters_of(request),
    }


def _before(found: FunnelFound, stage: Stage | None) -> Stage | None:
    """The step that leads to another."""
    return found.stages[found.stages.index(stage) - 1] if stage else None


def _shaded(arrived: Arrived, found: FunnelFound) -> list[tuple[Share | None, int]]:
    """Shares of one period, with a shade by how far each is from that of all periods."""
    whole = (stage.of_first for stage in found.stages[1:])
    return [(one, _shade(one, all_)) for one, all_ in zip(arrived.shares, whole, strict=True)]


def _shade(share: Share | None, whole: Share | None) -> int:
    """From 1, far below, over 3, about the same, to 5, far above; 0 where nothing is told."""
    if share is None or whole is None:
        return 0
    apart = share.share - whole.share
    far = 1 if abs(apart) < FAR else 2
    return 3 if abs(apart) < NEAR else 3 + far if apart > 0 else 3 - far


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
    part, clock = chosen_deals(request, log_id), clock_asked(request)
    found = queries.funnel_of(part, tuple(request.GET.getlist("only")), clock)
    header = [_("Step"), _("Deals")]
    for name in (_("Of the first, %"), _("Of the one before, %"), _("In the end, %")):
        header += [name, _("%(name)s, from") % {"name": name}, _("%(name)s, to") % {"name": name}]
    header += [_("Came no further"), _("Of them open"), _("Median to the next, days")]
    rows = (
        [
            stage.name,
            stage.reached,
            *_cells(stage.of_first),
            *_cells(stage.of_previous),
            *_cells(stage.in_the_end if found.closed.is_known else None),
            stage.stopped,
            stage.open,
            None if stage.next_s is None else days(stage.next_s, clock.day_s),
        ]
        for stage in found.stages
    )
    return workbook(_("Funnel"), header, rows, widths=(32, *[12] * 13), of=part)


def _cells(share: Share | None) -> list[Decimal | None]:
    told = (share.share, share.low, share.high) if share else (None, None, None)
    return [None if one is None else percent(one) for one in told]
