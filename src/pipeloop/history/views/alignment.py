"""Optimal alignment with the process: loaded when a reader opens it, as it takes long."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pipeloop.engine.mining.conformance.alignment import Move
from pipeloop.engine.mining.conformance.alignment_summary import AlignedVariant
from pipeloop.history import queries
from pipeloop.history.queries import AlignmentReport
from pipeloop.history.queries.alignment import Refusal
from pipeloop.history.views.conformance import required_version
from pipeloop.history.views.tabs import filtered_log_of
from pipeloop.ui import formatting
from pipeloop.ui.answers import is_part

# How many steps, and how many moves of an example, are shown.
STEPS, MOVES = 10, 30


@dataclass(frozen=True, slots=True)
class Example:
    """A misfitting variant as the page shows it: the first moves of its alignment."""

    variant: AlignedVariant

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves that are shown."""
        return self.variant.moves[:MOVES]

    @property
    def hidden(self) -> int:
        """How many moves are not shown."""
        return max(0, len(self.variant.moves) - MOVES)


@login_required
def alignment(request: HttpRequest, log_id: int) -> HttpResponse:
    """How the filtered deals align with a version: a part of the tab, or a page of its own."""
    filtered, plan = filtered_log_of(request, log_id), required_version(request)
    report = queries.alignment_report(filtered, plan)
    summary = report.summary
    context = {
        "log": filtered.row,
        "refusal": refusal_words(report),
        "summary": summary,
        "steps": summary.steps[:STEPS] if summary else (),
        "examples": [Example(variant) for variant in summary.examples] if summary else [],
        "query": request.GET.urlencode(),
    }
    template = "alignment" if is_part(request) else "alignment_page"
    return render(request, f"history/parts/{template}.html", context)


def refusal_words(report: AlignmentReport) -> str:
    """Why the deals are not aligned, and what to do; "" where they are."""
    limit = formatting.number(report.limit)
    match report.refusal:
        case Refusal.TOO_MUCH_WORK:
            return _("These deals take too many different paths to align. Filter them first.")
        case Refusal.TOO_MANY_STATES:
            words = _("The process has too many steps to align with: at most %(n)s states.")
            return words % {"n": limit}
        case Refusal.TOO_LONG:
            words = _("A deal has too many events to align: at most %(n)s. Leave such deals out.")
            return words % {"n": limit}
        case Refusal.CANNOT_END:
            return _("No path through the process leads to its end.")
    return ""
