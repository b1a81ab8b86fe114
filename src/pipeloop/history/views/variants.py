"""Variants: the paths that deals take through the steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.queries import FilteredLog, VariantLine
from pipeloop.history.queries.discovery.variants import PAGE
from pipeloop.history.views.tabs import filtered_log_of, tab
from pipeloop.history.views.workbooks import days, percent, workbook
from pipeloop.history.words import Outcome
from pipeloop.ui.answers import number

# Colours of steps, and how many steps of a path are shown.
COLOURS, STEPS = 10, 30
# How many pages the workbook holds: nobody reads more paths.
WORKBOOK_PAGES = 250


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant as the page shows it: its first steps in colours, the shares of its outcomes."""

    line: VariantLine

    @property
    def shown(self) -> list[tuple[int, str]]:
        """Colour and name of each step that is shown."""
        return [(code % COLOURS, name) for code, name in self.line.steps[:STEPS]]

    @property
    def hidden(self) -> int:
        """How many steps are not shown."""
        return max(0, len(self.line.steps) - STEPS)

    @property
    def outcome_shares(self) -> list[tuple[str, float]]:
        """The share of its deals with each outcome that any of them has."""
        counts = self.line.outcomes.items()
        return [(name, count / self.line.count) for name, count in counts if count]


@tab("variants")
def variants(request: HttpRequest, filtered: FilteredLog) -> dict[str, Any]:
    """A page of the variants of the filtered deals."""
    page = min(number(request.GET.get("page", "")) or 1, 10_000)
    variants_page = queries.variants_page(filtered, page=page)
    query = request.GET.copy()
    for name in ("page", "path"):
        query.pop(name, None)
    return {
        "variants": variants_page,
        "rows": [VariantRow(line) for line in variants_page.lines],
        "page": page,
        "more": variants_page.has_more,
        "first": (page - 1) * PAGE + 1,
        "largest_share": max((line.share for line in variants_page.lines), default=0),
        "path_query": query.urlencode(),
        "outcome_names": dict(Outcome.choices),
    }


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The variants as a workbook."""
    filtered = filtered_log_of(request, log_id)
    header = [_("Path"), _("Deals"), _("Share, %"), _("Cumulative, %"), _("Mean time, days")]
    header += [str(outcome.label) for outcome in Outcome]
    rows: Iterator[list[OutCell]] = (
        [
            " → ".join(name for _code, name in line.steps),
            line.count,
            percent(line.share),
            percent(line.cumulative_share),
            days(line.mean_s),
            *(line.outcomes.get(outcome.value, 0) for outcome in Outcome),
        ]
        for page in range(1, WORKBOOK_PAGES + 1)
        for line in queries.variants_page(filtered, page=page).lines
    )
    widths = (80, 10, 10, 12, 16, 10, 10, 10)
    return workbook(_("Paths"), header, rows, widths=widths, of=filtered)
