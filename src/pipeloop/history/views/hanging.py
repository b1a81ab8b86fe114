"""Hanging: deals that stand now, the most overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pipeloop.company.web.http import person
from pipeloop.history import queries
from pipeloop.history.queries import FilteredLog, Hanging
from pipeloop.history.queries.hanging import IN_TIME, LONG, PAGE, TOO_LONG
from pipeloop.history.views.tabs import filtered_log_of, tab
from pipeloop.history.views.view_options import (
    clock_context,
    hidden_fields,
    query_with,
    requested_clock,
)
from pipeloop.history.views.workbooks import days, local, workbook
from pipeloop.ui.answers import number

WIDE, STEPS = 1000, 12
LEVELS = {
    TOO_LONG: pgettext_lazy("a deal stands", "Too long"),
    LONG: pgettext_lazy("a deal stands", "Long"),
    IN_TIME: pgettext_lazy("a deal stands", "In time"),
}
ALL = gettext_lazy("All that stand")


@dataclass(frozen=True, slots=True)
class Bar:
    """Deals that stand on one step, as long as there are many: too long, long and in time."""

    name: str
    query: str
    is_on: bool
    counts: tuple[int, int, int]
    most: int

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def parts(self) -> list[tuple[str, int, int]]:
        """Tone, beginning and width of each part, in units of the picture."""
        found, x = [], 0
        for tone, count in zip(("bad", "warn", "calm"), reversed(self.counts), strict=True):
            wide = round(WIDE * count / self.most)
            found.append((tone, x, max(wide, 3) if count else 0))
            x += found[-1][2]
        return found


@tab("hanging")
def hanging(request: HttpRequest, part: FilteredLog) -> dict[str, Any]:
    """A page of the chosen deals that stand."""
    clock = requested_clock(request)
    found = queries.hanging_of(part, clock)
    level, step = asked(request)
    places = found.places(level, step)
    page = min(number(request.GET.get("page", "")) or 1, 100_000)
    lines = list(found.lines(places[(page - 1) * PAGE : page * PAGE]))
    bars = _bars(request, found, step)
    return clock_context(request, clock) | {
        "found": found,
        "in_time": found.levels[IN_TIME],
        "long": found.levels[LONG],
        "too_long": found.levels[TOO_LONG],
        "bars": bars[:STEPS],
        "steps_left": len(bars) - STEPS,
        "worst": max(bars, key=lambda bar: bar.counts[TOO_LONG], default=None),
        "levels": _levels(request, found, level),
        "level_names": LEVELS,
        "step": step,
        "without_step": query_with(request, "step"),
        "lines": lines,
        "known": queries.own_deal_titles(
            person(request), part.row, [line.deal.case_id for line in lines]
        ),
        "chosen_count": len(places),
        "page": page,
        "more": len(places) > page * PAGE,
        "fields": hidden_fields(request, "level"),
    }


def asked(request: HttpRequest) -> tuple[int | None, str]:
    """The level and the step of an address."""
    level = request.GET.get("level", "")
    return int(level) if level in ("0", "1", "2") else None, request.GET.get("step", "")


def _levels(
    request: HttpRequest, found: Hanging, level: int | None
) -> list[tuple[str, str, int, bool]]:
    """Name, address, how many, and whether it is chosen."""
    counts = found.levels
    told = [(str(ALL), query_with(request, "level"), found.count, level is None)]
    for one, name in LEVELS.items():
        query = query_with(request, "level", str(one))
        told.append((str(name), query, counts[one], one == level))
    return told


def _bars(request: HttpRequest, found: Hanging, step: str) -> list[Bar]:
    """By step, those on which most deals stand first."""
    most = int(found.by_step.sum(axis=1).max(initial=0))
    bars = [
        Bar(
            name=name,
            query=query_with(request, "step", "" if name == step else name),
            is_on=name == step,
            counts=(int(counts[0]), int(counts[1]), int(counts[2])),
            most=most,
        )
        for name, counts in zip(found.log.activities, found.by_step, strict=True)
        if counts.any()
    ]
    return sorted(bars, key=lambda bar: -bar.count)


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All of them as a workbook."""
    part, clock = filtered_log_of(request, log_id), requested_clock(request)
    found = queries.hanging_of(part, clock)
    names = {level: str(name) for level, name in LEVELS.items()}
    header = [_("Deal"), _("Step"), _("Since"), _("Stands, days"), _("Median there, days")]
    header += [_("Medians"), _("Level"), _("Who did the last thing")]
    rows = (
        [
            line.deal.case_id,
            line.step,
            local(line.since),
            days(line.deal.seconds, clock.day_s),
            None if line.median_s is None else days(line.median_s, clock.day_s),
            None if line.medians is None else Decimal(str(round(line.medians, 2))),
            names[line.level],
            line.who,
        ]
        for line in found.lines(found.places(*asked(request)))
    )
    return workbook(_("Hanging"), header, rows, widths=(36, 28, 18, 14, 18, 10, 12, 28), of=part)
