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

from pipeloop.engine.mining.comparison.differences import LEAST, Finding, ShareFinding, TimeFinding
from pipeloop.engine.mining.comparison.features import About, Range
from pipeloop.history import queries
from pipeloop.history.forms import AT_LEAST, AT_MOST, IS
from pipeloop.history.queries import Differences, FilteredLog
from pipeloop.history.queries.differences import PERSON
from pipeloop.history.views.tabs import VIEW_PARAMETERS, filtered_log_of, tab
from pipeloop.history.views.view_options import switch_options
from pipeloop.history.views.workbooks import days, percent, workbook
from pipeloop.ui import formatting

TIMES = gettext_lazy("×%(n)s")
# The picture of a row: so wide, the middle tells no difference.
WIDE = 200
MIDDLE = WIDE / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the page shows it.

    Args:
        words: what the deals have; `query`, the address of those deals, "" where there is none.
        effect: how much more, with its sign; `between`, within what it lies.
        left, right, at: the interval and the effect in the picture.
        is_up: whether there are more won deals, or whether they take longer.
    """

    words: str
    query: str
    deals: int
    mine: str
    others: str
    effect: str
    between: str
    left: float
    right: float
    at: float
    is_up: bool
    chance: str

    @property
    def wide(self) -> float:
        return max(2.0, self.right - self.left)


@tab("differences")
def differences(request: HttpRequest, part: FilteredLog) -> dict[str, Any]:
    """What the chosen deals that were won, or took long, have that the others have not."""
    by_time = request.GET.get("view") == "time"
    found = _asked(part, by_time=by_time)
    tell = _teller(found, request, by_time=by_time)
    sure = [tell(one) for one in found.sure]
    return {
        "found": found,
        "by_time": by_time,
        "sure": sure,
        "unsure": [tell(one) for one in found.unsure],
        "best": next((line for line in sure if line.is_up != by_time), None),
        "worst": next((line for line in sure if line.is_up == by_time), None),
        "least": LEAST,
        "needed": 2 * LEAST,
        "wide": WIDE,
        "middle": MIDDLE,
        "views": switch_options(
            request,
            "view",
            [("", _("Won or lost"), "trophy"), ("time", _("Slow or quick"), "clock")],
        ),
    }


def _asked(part: FilteredLog, *, by_time: bool) -> Differences:
    return queries.what_slows(part) if by_time else queries.what_wins(part)


def _teller(
    found: Differences, request: HttpRequest, *, by_time: bool
) -> Callable[[Finding], Line]:
    """How findings are told, all on one scale."""
    ends = [_ends(one) for one in (found.sure or found.unsure)]
    most = max((abs(end) for low, at, high in ends for end in (low, at, high)), default=1) or 1
    # One that is wide because few were seen shall not make the others small.
    most = min(most, 2 * max((abs(at) for _low, at, _high in ends), default=1) or 1)

    def place(value: float) -> float:
        return round(MIDDLE + (MIDDLE - 4) * max(-1.0, min(1.0, value / most)), 1)

    def tell(one: Finding) -> Line:
        low, at, high = _ends(one)
        figures = _time_figures(one) if isinstance(one, TimeFinding) else _share_figures(one)
        return Line(
            words=words_of(one),
            query=_narrowed(request, one),
            left=place(low),
            at=place(at),
            right=place(high),
            is_up=at > 0,
            chance=_chance(one.q),
            **figures,
        )

    return tell


def _ends(one: Finding) -> tuple[float, float, float]:
    """Lower end, effect and upper end, as far from no difference as they look."""
    if isinstance(one, TimeFinding):
        return math.log(one.ratio.low), math.log(one.ratio.ratio), math.log(one.ratio.high)
    assert isinstance(one, ShareFinding)  # noqa: S101  there are two kinds
    return one.difference.low, one.difference.difference, one.difference.high


def _share_figures(one: Any) -> dict[str, Any]:
    return {
        "deals": one.won.trials,
        "mine": formatting.share(one.won.share),
        "others": formatting.share(one.others_won.share),
        "effect": _points(one.difference.difference),
        "between": f"{_points(one.difference.low)} … {_points(one.difference.high)}",
    }


def _time_figures(one: TimeFinding) -> dict[str, Any]:
    low, high = (formatting.number(end, 2) for end in (one.ratio.low, one.ratio.high))
    return {
        "deals": one.cases,
        "mine": formatting.duration(one.median_s),
        "others": formatting.duration(one.others_median_s),
        "effect": TIMES % {"n": formatting.number(one.ratio.ratio, 2)},
        "between": f"{low} … {high}",
    }


def _chance(q: float) -> str:
    """The share of false findings among such, never none."""
    return f"< {formatting.share(0.001)}" if q < 0.001 else formatting.share(q)


def _points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    told = formatting.number(100 * difference, 1)
    return told if difference < 0 or told == "0" else f"+{told}"


def words_of(one: Finding) -> str:
    """What the deals of a finding have."""
    if one.about is About.STEP:
        return _("Passed “%(step)s”") % {"step": one.name}
    if one.about is About.RETURNS:
        return _("Returns to an earlier step: %(n)s") % {"n": _range(one.value)}
    if one.name == PERSON:
        return _("%(name)s took part") % {"name": one.value}
    return f"{queries.attribute_title(one.name)}: {_range(one.value)}"


def _range(value: Any) -> str:
    if not isinstance(value, Range):
        return str(value)
    low, high = (formatting.number(end, 2) for end in value)
    return low if low == high else f"{low}–{high}"


def _narrowed(request: HttpRequest, one: Finding) -> str:
    """The address of the deals of a finding; "" where no filter tells them."""
    query = request.GET.copy()
    for name in VIEW_PARAMETERS:
        query.pop(name, None)
    narrow(query, one)
    return "" if one.about is About.RETURNS else query.urlencode()


def narrow(query: QueryDict, one: Finding) -> None:
    """Put into an address what chooses the deals of a finding."""
    if one.about is About.STEP and one.name not in query.getlist("passes"):
        query.appendlist("passes", one.name)
    elif one.about is About.NUMBER and isinstance(one.value, Range):
        query[f"{AT_LEAST}{one.name}"] = repr(one.value.low)
        query[f"{AT_MOST}{one.name}"] = repr(one.value.high)
    elif one.name == PERSON:
        # Any of several people are chosen, not all of them.
        query.setlist("person", [str(one.value)])
    elif one.about is About.LABEL:
        query.setlist(f"{IS}{one.name}", [str(one.value)])


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All that was looked at, as a workbook."""
    part = filtered_log_of(request, log_id)
    by_time = request.GET.get("view") == "time"
    found = _asked(part, by_time=by_time)
    told = [str(pgettext("finding", "no")), str(pgettext("finding", "yes"))]
    header = [_("What"), _("Deals"), *_headings(by_time=by_time), _("From"), _("To")]
    header += [_("False among such, %"), _("Sure")]
    rows = ([words_of(one), *_cells(one), percent(one.q), told[one.sure]] for one in found.findings)
    widths = (46, 10, 14, 14, 14, 10, 10, 18, 10)
    return workbook(_("What differs"), header, rows, widths=widths, of=part)


def _headings(*, by_time: bool) -> list[str]:
    if by_time:
        return [_("Median time, days"), _("Of all others"), _("Times as long")]
    return [_("Won of them, %"), _("Won of all others, %"), _("Difference, points")]


def _cells(one: Finding) -> list[Any]:
    if isinstance(one, TimeFinding):
        ratio = [Decimal(str(round(float(end), 3))) for end in one.ratio]
        return [one.cases, days(one.median_s), days(one.others_median_s), *ratio]
    assert isinstance(one, ShareFinding)  # noqa: S101  there are two kinds
    shares = [one.won.share, one.others_won.share, *one.difference]
    return [one.won.trials, *(percent(float(share)) for share in shares)]
