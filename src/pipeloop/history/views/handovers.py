"""Hand-offs: who hands over to whom, as a matrix and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pipeloop.history import queries
from pipeloop.history.queries import Handoff, Handoffs, Slice
from pipeloop.history.queries.handovers import MORE_PEOPLE, OTHERS, PEOPLE
from pipeloop.history.views.shades import LEAST, between, shade, switch
from pipeloop.history.views.sheets import days, percent, workbook
from pipeloop.history.views.tabs import chosen_deals, tab
from pipeloop.ui.templatetags.parts import Column

ROWS = 25
COLUMNS = (
    Column(gettext_lazy("Who hands over"), "from"),
    Column(gettext_lazy("Who takes over"), "to"),
    Column(gettext_lazy("Hand-offs"), "count", is_number=True),
    Column(gettext_lazy("Deals"), "cases", is_number=True),
    Column(gettext_lazy("Share of deals"), "cases", is_number=True),
    Column(gettext_lazy("Median wait"), "median", is_number=True),
    Column(gettext_lazy("90 % are faster"), "p90", is_number=True),
    Column(gettext_lazy("Waited in all"), "all", is_number=True),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair as the matrix shows it: how dark, and where its deals are."""

    pair: Handoff
    shade: int
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """What one hands over: to each other, and in all."""

    name: str
    cells: list[Cell | None]
    gave: int


@dataclass(frozen=True, slots=True)
class Line:
    """A pair as the table shows it."""

    pair: Handoff
    giver: str
    taker: str
    between: str
    query: str


@tab("handoffs")
def handoffs(request: HttpRequest, part: Slice) -> dict[str, Any]:
    """The hand-offs of the chosen deals."""
    found = _asked(request, part)
    by_time = request.GET.get("view") == "time"
    lines = _ordered(found, request.GET.get("order", ""))[:ROWS]
    costliest = found.costliest
    return {
        "found": found,
        "rows": _matrix(found, request, by_time=by_time),
        "names": [called(name) for name in found.names],
        "took": _sums(found, [(one.taker, one.count) for one in found.pairs]),
        "by_time": by_time,
        "by_role": request.GET.get("show") == "roles",
        "few": part.count < LEAST,
        "handed_between": between(*found.handed.interval),
        "costliest": costliest and [called(name) for name in found.between(costliest)],
        "costliest_pair": costliest,
        "costliest_share": costliest.seconds / found.seconds if costliest and found.seconds else 0,
        "slow": [_line(found, one, request) for one in found.pairs if one.is_slow],
        "lines": [_line(found, one, request) for one in lines],
        "columns": COLUMNS,
        "views": switch(
            request, "view", [("", _("How often"), "hash"), ("time", _("How long"), "clock")]
        ),
        "whom": switch(request, "show", _whom(found)),
        "deals_query": request.GET.urlencode(),
    }


def _asked(request: HttpRequest, part: Slice) -> Handoffs:
    return queries.handoffs_of(part, **look(request))


def look(request: HttpRequest) -> dict[str, Any]:
    """Between whom, as an address asks."""
    show = request.GET.get("show", "")
    return {"roles": show == "roles", "most": MORE_PEOPLE if show == "more" else PEOPLE}


def _whom(found: Handoffs) -> list[tuple[str, str, str]]:
    options = [("", _("People"), "users")]
    if found.people > PEOPLE + 1 and (found.folded or len(found.names) > PEOPLE + 1):
        options.append(("more", _("More people"), "users-group"))
    if found.has_roles:
        options.append(("roles", _("Roles"), "user"))
    return options


def called(name: str) -> str:
    """What somebody is called, those too who are not named."""
    return str(_("Everyone else")) if name == OTHERS else name or str(_("No role told"))


def _matrix(found: Handoffs, request: HttpRequest, *, by_time: bool) -> list[Row]:
    cells = {(one.giver, one.taker): one for one in found.pairs}
    named = [one for one in found.pairs if OTHERS not in found.between(one)] or found.pairs
    most = max((_weight(one, by_time=by_time) for one in named), default=0)
    gave = _sums(found, [(one.giver, one.count) for one in found.pairs])
    everybody = range(len(found.names))

    def cell(giver: int, taker: int) -> Cell | None:
        pair = cells.get((giver, taker))
        if pair is None:
            return None
        dark = shade(_weight(pair, by_time=by_time), most)
        return Cell(pair, dark, _query(found, pair, request))

    return [
        Row(called(found.names[giver]), [cell(giver, taker) for taker in everybody], gave[giver])
        for giver in everybody
    ]


def _weight(one: Handoff, *, by_time: bool) -> float:
    if not by_time:
        return one.count
    return 0 if one.is_rare else one.median_s


def _sums(found: Handoffs, counts: list[tuple[int, int]]) -> list[int]:
    sums = [0] * len(found.names)
    for place, count in counts:
        sums[place] += count
    return sums


def _query(found: Handoffs, pair: Handoff, request: HttpRequest) -> str:
    """The address of the deals of a pair."""
    query = request.GET.copy()
    for name in ("view", "order", "page"):
        query.pop(name, None)
    giver, taker = found.between(pair)
    asked = urlencode({"giver": giver, "taker": taker})
    return f"{query.urlencode()}&{asked}" if query else asked


def _line(found: Handoffs, pair: Handoff, request: HttpRequest) -> Line:
    giver, taker = (called(name) for name in found.between(pair))
    query = _query(found, pair, request)
    return Line(pair, giver, taker, between(*pair.rate.interval), query)


def _ordered(found: Handoffs, order: str) -> list[Handoff]:
    """Pairs as the table is sorted, the most frequent first if it is not."""
    keys = {
        "from": lambda one: (found.names[one.giver], -one.count),
        "to": lambda one: (found.names[one.taker], -one.count),
        "count": lambda one: one.count,
        "cases": lambda one: one.cases,
        "median": lambda one: one.median_s,
        "p90": lambda one: one.p90_s,
        "all": lambda one: one.seconds,
    }
    key = keys.get(order.removeprefix("-"))
    if key is None:
        return list(found.pairs)
    return sorted(found.pairs, key=key, reverse=order.startswith("-"))


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All pairs as a workbook."""
    part = chosen_deals(request, log_id)
    found = _asked(request, part)
    header = [str(column.name) for column in COLUMNS[:4]]
    header += [_("Share of deals, %"), _("From, %"), _("To, %")]
    header += [_("%(name)s, days") % {"name": column.name} for column in COLUMNS[5:]]
    rows = (
        [
            *(called(name) for name in found.between(one)),
            one.count,
            one.cases,
            *_shares(one, few=part.count < LEAST),
            days(one.median_s),
            days(one.p90_s),
            days(one.seconds),
        ]
        for one in found.pairs
    )
    widths = (28, 28, 10, 10, 12, 10, 10, 14, 14, 14)
    return workbook(_("Hand-offs"), header, rows, widths=widths, of=part)


def _shares(one: Handoff, *, few: bool) -> list[Any]:
    if few:
        return ["", "", ""]
    return [percent(share) for share in (one.rate.share, *one.rate.interval)]
