"""Variants: the sequences of steps that deals take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.queries import PathLine, Slice
from pipeloop.history.queries.variants import PAGE
from pipeloop.history.views.sheets import days, percent, workbook
from pipeloop.history.views.tabs import chosen_deals, tab
from pipeloop.history.words import Outcome
from pipeloop.ui.answers import number

# Colours of steps, and as many steps of a path as are shown.
HUES, STEPS = 10, 30
# Pages of the workbook: as many paths as anybody reads.
TAKEN_OUT = 250


@dataclass(frozen=True, slots=True)
class Line:
    """A path as the page shows it: its first steps in colours, the shares of its outcomes."""

    line: PathLine

    @property
    def shown(self) -> list[tuple[int, str]]:
        return [(code % HUES, name) for code, name in self.line.steps[:STEPS]]

    @property
    def left(self) -> int:
        return max(0, len(self.line.steps) - STEPS)

    @property
    def end_shares(self) -> list[tuple[str, float]]:
        return [(name, count / self.line.count) for name, count in self.line.ends.items() if count]


@tab("paths")
def paths(request: HttpRequest, part: Slice) -> dict[str, Any]:
    """A page of the paths of the chosen deals."""
    page = min(number(request.GET.get("page", "")) or 1, 10_000)
    found = queries.paths_page(part, page=page)
    query = request.GET.copy()
    for name in ("page", "path"):
        query.pop(name, None)
    return {
        "found": found,
        "lines": [Line(line) for line in found.lines],
        "page": page,
        "more": found.more,
        "first": (page - 1) * PAGE + 1,
        "longest": max((line.share for line in found.lines), default=0),
        "path_query": query.urlencode(),
        "outcome_names": dict(Outcome.choices),
    }


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The paths as a workbook."""
    part = chosen_deals(request, log_id)
    header = [_("Path"), _("Deals"), _("Share, %"), _("Together, %"), _("Mean time, days")]
    header += [str(one.label) for one in Outcome]
    rows: Iterator[list[OutCell]] = (
        [
            " → ".join(name for _code, name in line.steps),
            line.count,
            percent(line.share),
            percent(line.together),
            days(line.mean_s),
            *(line.ends.get(one.value, 0) for one in Outcome),
        ]
        for page in range(1, TAKEN_OUT + 1)
        for line in queries.paths_page(part, page=page).lines
    )
    widths = (80, 10, 10, 12, 16, 10, 10, 10)
    return workbook(_("Variants"), header, rows, widths=widths, of=part)
