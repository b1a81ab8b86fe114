"""Handovers of work: who passes deals to whom, as a matrix and as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.history import queries
from pipeloop.history.queries import FilteredLog, HandoverPair, HandoverReport
from pipeloop.history.queries.organisation.handovers import MORE_PEOPLE, OTHERS, PEOPLE
from pipeloop.history.views.figures import interval_words, shade
from pipeloop.history.views.tabs import filtered_log_of, tab
from pipeloop.history.views.view_options import switch_options
from pipeloop.history.views.workbooks import days, percent, workbook
from pipeloop.ui.templatetags.parts import Column

ROWS = 25
COLUMNS = (
    Column(gettext_lazy("Who hands over"), "from"),
    Column(gettext_lazy("Who takes over"), "to"),
    Column(gettext_lazy("Handovers"), "count", is_number=True),
    Column(gettext_lazy("Deals"), "cases", is_number=True),
    Column(gettext_lazy("Share of deals"), "cases", is_number=True),
    Column(gettext_lazy("Median wait"), "median", is_number=True),
    Column(gettext_lazy("90% within"), "p90", is_number=True),
    Column(gettext_lazy("Total wait"), "all", is_number=True),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair as the matrix shows it: how dark, and where its deals are."""

    pair: HandoverPair
    shade: int
    query: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What one hands over: to each of the others, and in total."""

    name: str
    cells: list[Cell | None]
    gave: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A pair as the table shows it."""

    pair: HandoverPair
    giver: str
    taker: str
    interval: str
    query: str


@tab("handovers")
def handovers(request: HttpRequest, filtered: FilteredLog) -> dict[str, Any]:
    """The handovers of work in the filtered deals."""
    report = queries.handovers_of(filtered, **requested_groups(request))
    by_time = request.GET.get("view") == "time"
    pairs = _ordered(report, request.GET.get("order", ""))[:ROWS]
    return _costliest_context(report) | {
        "report": report,
        "matrix": _matrix(report, request, by_time=by_time),
        "names": [display_name(name) for name in report.names],
        "took": _sums(report, ((pair.taker, pair.count) for pair in report.pairs)),
        "by_time": by_time,
        "by_role": request.GET.get("show") == "roles",
        "few": filtered.count < SMALLEST_SAMPLE,
        "changed_hands_interval": interval_words(*report.changed_hands.interval),
        "has_slow": any(pair.is_slow for pair in report.pairs),
        "rows": [_table_row(report, pair, request) for pair in pairs],
        "columns": COLUMNS,
        "views": switch_options(
            request, "view", [("", _("How often"), "hash"), ("time", _("How long"), "clock")]
        ),
        "groups": switch_options(request, "show", _group_options(report)),
        "deals_query": request.GET.urlencode(),
    }


def _costliest_context(report: HandoverReport) -> dict[str, Any]:
    pair = report.costliest
    if pair is None:
        return {}
    giver, taker = report.names_of(pair)
    return {
        "costliest": pair,
        "costliest_giver": display_name(giver),
        "costliest_taker": display_name(taker),
        "costliest_share": pair.seconds / report.seconds if report.seconds else 0,
    }


def requested_groups(request: HttpRequest) -> dict[str, Any]:
    """Between whom, as an address asks: arguments of `queries.handovers_of`."""
    show = request.GET.get("show", "")
    return {"roles": show == "roles", "most": MORE_PEOPLE if show == "more" else PEOPLE}


def _group_options(report: HandoverReport) -> list[tuple[str, str, str]]:
    options = [("", _("People"), "users")]
    if report.people > PEOPLE + 1 and (report.folded or len(report.names) > PEOPLE + 1):
        options.append(("more", _("More people"), "users-group"))
    if report.has_roles:
        options.append(("roles", _("Roles"), "user"))
    return options


def display_name(name: str) -> str:
    """The name of a person or role, also where there is none to show."""
    return str(_("Everyone else")) if name == OTHERS else name or str(_("Role not given"))


def _matrix(report: HandoverReport, request: HttpRequest, *, by_time: bool) -> list[MatrixRow]:
    pairs = {(pair.giver, pair.taker): pair for pair in report.pairs}
    named = [pair for pair in report.pairs if OTHERS not in report.names_of(pair)] or report.pairs
    most = max((_weight(pair, by_time=by_time) for pair in named), default=0)
    gave = _sums(report, ((pair.giver, pair.count) for pair in report.pairs))
    everybody = range(len(report.names))

    def cell(giver: int, taker: int) -> Cell | None:
        pair = pairs.get((giver, taker))
        if pair is None:
            return None
        darkness = shade(_weight(pair, by_time=by_time), most)
        return Cell(pair, darkness, _deals_query(report, pair, request))

    return [
        MatrixRow(
            display_name(report.names[giver]),
            [cell(giver, taker) for taker in everybody],
            gave[giver],
        )
        for giver in everybody
    ]


def _weight(pair: HandoverPair, *, by_time: bool) -> float:
    if not by_time:
        return pair.count
    return 0 if pair.is_rare else pair.median_s


def _sums(report: HandoverReport, counts: Iterable[tuple[int, int]]) -> list[int]:
    """Counts summed by place among the names."""
    sums = [0] * len(report.names)
    for place, count in counts:
        sums[place] += count
    return sums


def _deals_query(report: HandoverReport, pair: HandoverPair, request: HttpRequest) -> str:
    """The address of the deals of a pair."""
    query = request.GET.copy()
    for name in ("view", "order", "page"):
        query.pop(name, None)
    giver, taker = report.names_of(pair)
    names = urlencode({"giver": giver, "taker": taker})
    return f"{query.urlencode()}&{names}" if query else names


def _table_row(report: HandoverReport, pair: HandoverPair, request: HttpRequest) -> TableRow:
    giver, taker = (display_name(name) for name in report.names_of(pair))
    interval = interval_words(*pair.rate.interval)
    return TableRow(pair, giver, taker, interval, _deals_query(report, pair, request))


def _ordered(report: HandoverReport, order: str) -> list[HandoverPair]:
    """Pairs in the order of the table, by default the most frequent first."""
    keys = {
        "from": lambda pair: (report.names[pair.giver], -pair.count),
        "to": lambda pair: (report.names[pair.taker], -pair.count),
        "count": lambda pair: pair.count,
        "cases": lambda pair: pair.cases,
        "median": lambda pair: pair.median_s,
        "p90": lambda pair: pair.p90_s,
        "all": lambda pair: pair.seconds,
    }
    key = keys.get(order.removeprefix("-"))
    if key is None:
        return list(report.pairs)
    return sorted(report.pairs, key=key, reverse=order.startswith("-"))


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """All pairs as a workbook."""
    filtered = filtered_log_of(request, log_id)
    report = queries.handovers_of(filtered, **requested_groups(request))
    header = [str(column.name) for column in COLUMNS[:4]]
    header += [_("Share of deals, %"), _("From, %"), _("To, %")]
    header += [_("%(name)s, days") % {"name": column.name} for column in COLUMNS[5:]]
    rows = (
        [
            *(display_name(name) for name in report.names_of(pair)),
            pair.count,
            pair.cases,
            *_share_cells(pair, few=filtered.count < SMALLEST_SAMPLE),
            days(pair.median_s),
            days(pair.p90_s),
            days(pair.seconds),
        ]
        for pair in report.pairs
    )
    widths = (28, 28, 10, 10, 12, 10, 10, 14, 14, 14)
    return workbook(_("Handovers of work"), header, rows, widths=widths, of=filtered)


def _share_cells(pair: HandoverPair, *, few: bool) -> list[Any]:
    if few:
        return ["", "", ""]
    return [percent(share) for share in (pair.rate.share, *pair.rate.interval)]
