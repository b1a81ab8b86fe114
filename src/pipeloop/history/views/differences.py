"""What differs: what sets won deals apart from lost ones, and slow ones from quick ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from pipeloop.engine.mining.comparison.differences import (
    SMALLEST_GROUP,
    Finding,
    ShareFinding,
    TimeFinding,
)
from pipeloop.engine.mining.comparison.features import About, Range
from pipeloop.history import queries
from pipeloop.history.domain.owners import stage_owner_of
from pipeloop.history.forms import AT_LEAST, AT_MOST, IS
from pipeloop.history.queries import Differences, FilteredLog, attribute_title
from pipeloop.history.views.tabs import VIEW_PARAMETERS, filtered_log_of, tab
from pipeloop.history.views.view_options import switch_options
from pipeloop.history.views.workbooks import days, percent, workbook
from pipeloop.ui import formatting

TIMES = gettext_lazy("×%(n)s")
# The picture of a row: its width; no difference is in the middle.
WIDE = 200
MIDDLE = WIDE / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the page shows it.

    Args:
        words: what the deals have; `query`, the address of those deals, "" where there is none.
        among: among which deals they are compared; "" among all.
        effect: how much more, with its sign; `between`, within what it lies.
        left, right, at: the confidence interval and the effect in the picture.
        is_up: whether there are more won deals, or whether they take longer.
    """

    words: str
    query: str
    among: str
    deals: int
    group: str
    others: str
    effect: str
    between: str
    left: float
    right: float
    at: float
    is_up: bool
    false_share: str

    @property
    def wide(self) -> float:
        return max(2.0, self.right - self.left)


@tab("differences")
def differences(request: HttpRequest, part: FilteredLog) -> dict[str, Any]:
    """What the chosen deals that were won, or took long, have that the others have not."""
    by_time = request.GET.get("view") == "time"
    differences = _differences(part, by_time=by_time)
    line_of = _line_maker(differences, request)
    sure = [line_of(finding) for finding in differences.sure]
    return {
        "differences": differences,
        "by_time": by_time,
        "sure": sure,
        "unsure": [line_of(finding) for finding in differences.unsure],
        "best": next((line for line in sure if line.is_up != by_time), None),
        "worst": next((line for line in sure if line.is_up == by_time), None),
        "least": SMALLEST_GROUP,
        "needed": 2 * SMALLEST_GROUP,
        "wide": WIDE,
        "middle": MIDDLE,
        "views": switch_options(
            request,
            "view",
            [("", _("Won or lost"), "trophy"), ("time", _("Slow or fast"), "clock")],
        ),
    }


def _differences(part: FilteredLog, *, by_time: bool) -> Differences:
    return queries.what_slows(part) if by_time else queries.what_wins(part)


def _line_maker(differences: Differences, request: HttpRequest) -> Callable[[Finding], Line]:
    """How findings are shown, all on a common scale."""
    ends = [_ends(finding) for finding in (differences.sure or differences.unsure)]
    most = max((abs(end) for low, at, high in ends for end in (low, at, high)), default=1) or 1
    # One that is wide because few were seen shall not make the others small.
    most = min(most, 2 * max((abs(at) for _low, at, _high in ends), default=1) or 1)

    def place(value: float) -> float:
        return round(MIDDLE + (MIDDLE - 4) * max(-1.0, min(1.0, value / most)), 1)

    def line_of(finding: Finding) -> Line:
        low, at, high = _ends(finding)
        is_time = isinstance(finding, TimeFinding)
        figures = _time_figures(finding) if is_time else _share_figures(finding)
        return Line(
            words=words_of(finding),
            query=_address_of_deals(request, finding),
            among=among(finding),
            left=place(low),
            at=place(at),
            right=place(high),
            is_up=at > 0,
            false_share=_false_share(finding.q),
            **figures,
        )

    return line_of


def _ends(finding: Finding) -> tuple[float, float, float]:
    """Lower end, effect and upper end, as far from no difference as they look."""
    if isinstance(finding, TimeFinding):
        ratio = finding.ratio
        return math.log(ratio.low), math.log(ratio.ratio), math.log(ratio.high)
    assert isinstance(finding, ShareFinding)  # noqa: S101  there are two kinds
    return finding.difference.low, finding.difference.difference, finding.difference.high


def _share_figures(finding: Any) -> dict[str, Any]:
    return {
        "deals": finding.won.trials,
        "group": formatting.share(finding.won.share),
        "others": formatting.share(finding.others_won.share),
        "effect": _points(finding.difference.difference),
        "between": f"{_points(finding.difference.low)} … {_points(finding.difference.high)}",
    }


def _time_figures(finding: Any) -> dict[str, Any]:
    low, high = (formatting.number(end, 2) for end in (finding.ratio.low, finding.ratio.high))
    return {
        "deals": finding.cases,
        "group": formatting.duration(finding.median_s),
        "others": formatting.duration(finding.others_median_s),
        "effect": TIMES % {"n": formatting.number(finding.ratio.ratio, 2)},
        "between": f"{low} … {high}",
    }


def _false_share(q: float) -> str:
    """The share of false findings among such, never none."""
    return f"< {formatting.share(0.001)}" if q < 0.001 else formatting.share(q)


def _points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    points = formatting.number(100 * difference, 1)
    return points if difference < 0 or points == "0" else f"+{points}"


def words_of(finding: Finding) -> str:
    """What the deals of a finding have."""
    if finding.about is About.STEP:
        return _("Passed “%(step)s”") % {"step": finding.name}
    if finding.about is About.RETURNS:
        return _("Returns to an earlier step: %(n)s") % {"n": _range(finding.value)}
    if finding.about is About.PERSON and finding.landmark:
        names = {"name": finding.value, "step": finding.landmark}
        return _("%(name)s brought the deal to “%(step)s”") % names
    if finding.about is About.PERSON:
        return _("%(name)s took part") % {"name": finding.value}
    return f"{attribute_title(finding.name)}: {_range(finding.value)}"


def among(finding: Finding) -> str:
    """Among which deals those of a finding are compared; "" among all."""
    if finding.landmark:
        return _("among deals that reached “%(step)s”") % {"step": finding.landmark}
    owner = stage_owner_of(finding.name) if finding.about is About.LABEL else None
    if owner:
        return _("among deals that entered “%(stage)s”") % {"stage": owner.stage.label}
    return ""


def _range(value: Any) -> str:
    if not isinstance(value, Range):
        return str(value)
    low, high = (formatting.number(end, 2) for end in value)
    return low if low == high else f"{low}–{high}"


def _address_of_deals(request: HttpRequest, finding: Finding) -> str:
    """The address of the deals of a finding; "" where no filter selects them."""
    if finding.about is About.RETURNS or (finding.about is About.PERSON and finding.landmark):
        return ""
    query = request.GET.copy()
    for name in VIEW_PARAMETERS:
        query.pop(name, None)
    _add_filter(query, finding)
    return query.urlencode()


def _add_filter(query: QueryDict, finding: Finding) -> None:
    """Put into an address what chooses the deals of a finding."""
    if finding.about is About.STEP:
        steps = [step for step in (finding.name, finding.landmark) if step]
        query.setlist("passes", list(dict.fromkeys((*query.getlist("passes"), *steps))))
    elif finding.about is About.NUMBER and isinstance(finding.value, Range):
        query[f"{AT_LEAST}{finding.name}"] = repr(finding.value.low)
        query[f"{AT_MOST}{finding.name}"] = repr(finding.value.high)
    elif finding.about is About.PERSON:
        # Any of several people are chosen, not all of them.
        query.setlist("person", [str(finding.value)])
    elif finding.about is About.LABEL:
        query.setlist(f"{IS}{finding.name}", [str(finding.value)])


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All that was compared, as a workbook."""
    part = filtered_log_of(request, log_id)
    by_time = request.GET.get("view") == "time"
    differences = _differences(part, by_time=by_time)
    answers = [str(pgettext("finding", "no")), str(pgettext("finding", "yes"))]
    header = [_("What"), _("Compared"), _("Deals"), *_headings(by_time=by_time), _("From"), _("To")]
    header += [_("False among such, %"), _("Sure")]
    rows = (
        [
            words_of(finding),
            among(finding) or _("among all"),
            *_cells(finding),
            percent(finding.q),
            answers[finding.sure],
        ]
        for finding in differences.findings
    )
    widths = (46, 46, 10, 14, 14, 14, 10, 10, 18, 10)
    return workbook(_("What differs"), header, rows, widths=widths, of=part)


def _headings(*, by_time: bool) -> list[str]:
    if by_time:
        return [_("Median time, days"), _("Of the others"), _("Ratio of medians")]
    return [_("Won, %"), _("Others won, %"), _("Difference, points")]


def _cells(finding: Finding) -> list[Any]:
    if isinstance(finding, TimeFinding):
        ratio = [Decimal(str(round(float(end), 3))) for end in finding.ratio]
        return [finding.cases, days(finding.median_s), days(finding.others_median_s), *ratio]
    assert isinstance(finding, ShareFinding)  # noqa: S101  there are two kinds
    shares = [finding.won.share, finding.others_won.share, *finding.difference]
    return [finding.won.trials, *(percent(float(share)) for share in shares)]
