"""Stalled deals: those that stand now, the most overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pipeloop.company.models import Person
from pipeloop.company.web.http import person
from pipeloop.conveyor.queries import Card, cards_by_id
from pipeloop.conveyor.words import RISK_SIGNALS
from pipeloop.engine.hanging import OVERDUE_SIGNS
from pipeloop.history import queries
from pipeloop.history.queries import FilteredLog, Hanging, HangingLine
from pipeloop.history.queries.hanging import IN_TIME, PAGE, STALLED, UNKNOWN_SIGNS, WARNS
from pipeloop.history.views.tabs import filtered_log_of, tab
from pipeloop.history.views.view_options import hidden_fields, query_with
from pipeloop.history.views.workbooks import days, local, workbook
from pipeloop.ui.answers import number

WIDTH, STEPS = 1000, 12
LEVELS = {
    STALLED: pgettext_lazy("open deal", "Stalled"),
    WARNS: pgettext_lazy("open deal", "Needs attention"),
    IN_TIME: pgettext_lazy("open deal", "On time"),
}
ALL = gettext_lazy("All open")


@dataclass(frozen=True, slots=True)
class Bar:
    """Deals that stand on one step: stalled, those that need attention, those on time."""

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
        parts, x = [], 0
        for tone, count in zip(("bad", "warn", "calm"), reversed(self.counts), strict=True):
            width = max(round(WIDTH * count / self.most), 3) if count else 0
            parts.append((tone, x, width))
            x += width
        return parts


@dataclass(frozen=True, slots=True)
class Row:
    """A deal of the list: its card, where it is the company's own and the reader may see it."""

    line: HangingLine
    card: Card | None
    signs: tuple[str, ...]


@tab("hanging")
def hanging(request: HttpRequest, filtered: FilteredLog) -> dict[str, Any]:
    """A page of the filtered deals that stand."""
    report = queries.hanging_of(filtered)
    level, step = requested_part(request)
    places = report.places(level, step)
    page = min(number(request.GET.get("page", "")) or 1, 100_000)
    lines = list(report.lines(places[(page - 1) * PAGE : page * PAGE]))
    bars = _bars(request, report, step)
    return {
        "report": report,
        "day_s": report.day_s,
        "stalled": report.levels[STALLED],
        "held_most": queries.held_most(filtered),
        "bars": bars[:STEPS],
        "steps_left": len(bars) - STEPS,
        "levels": _levels(request, report, level),
        "level_names": LEVELS,
        "step": step,
        "without_step": query_with(request, "step"),
        "rows": _rows(person(request), filtered, lines),
        "unknown_signs": [RISK_SIGNALS[sign][0] for sign in UNKNOWN_SIGNS],
        "page": page,
        "more": len(places) > page * PAGE,
        "fields": hidden_fields(request, "level"),
    }


def requested_part(request: HttpRequest) -> tuple[int | None, str]:
    """The level and the step of an address."""
    level = request.GET.get("level", "")
    return int(level) if level in ("0", "1", "2") else None, request.GET.get("step", "")


def _rows(actor: Person, filtered: FilteredLog, lines: list[HangingLine]) -> list[Row]:
    """The lines with their cards, in a fixed number of statements."""
    cards: dict[int, Card] = {}
    if filtered.row.is_own and lines:
        cards = {**cards_by_id(actor, [int(line.deal.case_id) for line in lines])}
    rows = []
    for line in lines:
        card = cards.get(int(line.deal.case_id)) if filtered.row.is_own else None
        signs = card.risk_signals if card else _overdue_signs(line.level)
        rows.append(Row(line, card, () if filtered.row.is_own and not card else signs))
    return rows


def _overdue_signs(level: int) -> tuple[str, ...]:
    """The sign of a stay alone: the weightier one says it all."""
    return () if level == IN_TIME else (OVERDUE_SIGNS[level == STALLED],)


def _levels(
    request: HttpRequest, report: Hanging, level: int | None
) -> list[tuple[str, str, int, bool]]:
    """Name, address, how many, and whether it is chosen."""
    counts = report.levels
    options = [(str(ALL), query_with(request, "level"), report.count, level is None)]
    options += [
        (str(name), query_with(request, "level", str(one)), counts[one], one == level)
        for one, name in LEVELS.items()
    ]
    return options


def _bars(request: HttpRequest, report: Hanging, step: str) -> list[Bar]:
    """By step, those on which most deals stand first."""
    most = int(report.by_step.sum(axis=1).max(initial=0))
    bars = [
        Bar(
            name=name,
            query=query_with(request, "step", "" if name == step else name),
            is_on=name == step,
            counts=(int(counts[0]), int(counts[1]), int(counts[2])),
            most=most,
        )
        for name, counts in zip(report.log.activities, report.by_step, strict=True)
        if counts.any()
    ]
    return sorted(bars, key=lambda bar: -bar.count)


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All of them as a workbook."""
    filtered = filtered_log_of(request, log_id)
    report = queries.hanging_of(filtered)
    names = {level: str(name) for level, name in LEVELS.items()}
    header = [_("Deal"), _("Step"), _("Since"), _("On the step, business days")]
    header += [_("Usual there, business days"), _("Times the usual"), _("State")]
    header += [_("Last worked on by")]
    rows = (
        [
            line.deal.case_id,
            line.step,
            local(line.since),
            days(line.deal.seconds, report.day_s),
            None if line.usual_s is None else days(line.usual_s, report.day_s),
            None if line.times is None else Decimal(str(round(line.times, 2))),
            names[line.level],
            line.who,
        ]
        for line in report.lines(report.places(*requested_part(request)))
    )
    return workbook(
        _("Stalled"), header, rows, widths=(36, 28, 18, 14, 18, 10, 12, 28), of=filtered
    )
