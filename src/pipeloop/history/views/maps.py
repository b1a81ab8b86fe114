"""The map: what follows what, as a picture and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pipeloop.formats.writing import OutCell
from pipeloop.history import queries
from pipeloop.history.queries import Clock, MapEdge, MapStep, ProcessMap, Slice
from pipeloop.history.views.sheets import days, workbook
from pipeloop.history.views.tabs import chosen_deals, filters_of, tab
from pipeloop.ui import formatting
from pipeloop.ui.templatetags.parts import Column

# As many edges as can be read at once; from here on the picture begins with its main part.
READABLE = 25
SHOWN = 0.8
ROWS = 100
METRICS = (
    ("mean", gettext_lazy("mean")),
    ("median", gettext_lazy("median")),
    ("p90", gettext_lazy("90 % are faster")),
)
COLUMNS = (
    Column(gettext_lazy("From the step"), "from"),
    Column(gettext_lazy("To the step"), "to"),
    Column(gettext_lazy("Moves"), "count", is_number=True),
    Column(gettext_lazy("Deals"), "cases", is_number=True),
    Column(gettext_lazy("Mean time"), "mean", is_number=True),
    Column(gettext_lazy("Median"), "median", is_number=True),
    Column(gettext_lazy("90 % are faster"), "p90", is_number=True),
)


@tab("map")
def process_map(request: HttpRequest, part: Slice) -> dict[str, Any]:
    """The map of the chosen deals."""
    clock = queries.clock_of(request.GET.get("clock", ""))
    found = queries.process_map_of(part, clock)
    names = {step.code: step.name for step in found.steps}
    edges = _ordered(found.edges, names, request.GET.get("order", ""))
    return {
        "map": found,
        "main_share": found.main_cases / found.cases if found.cases else 0,
        "picture": _picture(found, part, filters_of(request), clock),
        "clocks": _clocks(request, clock),
        "day_s": clock.day_s,
        "metrics": METRICS,
        "columns": COLUMNS,
        "edges": [(edge, names[edge.source], names[edge.target]) for edge in edges[:ROWS]],
        "turns": queries.turns_of(part),
    }


def _ordered(edges: tuple[MapEdge, ...], names: dict[int, str], order: str) -> list[MapEdge]:
    """Edges as the table is sorted, the most frequent first if it is not."""
    keys = {
        "from": lambda edge: (names[edge.source], -edge.count),
        "to": lambda edge: (names[edge.target], -edge.count),
        "count": lambda edge: edge.count,
        "cases": lambda edge: edge.cases,
    }
    name = order.removeprefix("-")
    if name in ("mean", "median", "p90"):
        keys[name] = lambda edge: edge.times[name]
    if name not in keys:
        return sorted(edges, key=lambda edge: -edge.count)
    return sorted(edges, key=keys[name], reverse=order.startswith("-"))


def _clocks(request: HttpRequest, clock: Clock) -> list[dict[str, Any]]:
    """How times may be counted: the address of each, and which it is now."""
    query = request.GET.copy()
    query.pop("clock", None)
    calendar = query.urlencode()
    query["clock"] = "work"
    return [
        {"url": f"?{calendar}", "name": _("By the calendar"), "is_on": not clock.work},
        {"url": f"?{query.urlencode()}", "name": _("In hours of work"), "is_on": bool(clock.work)},
    ]


def _picture(found: ProcessMap, part: Slice, filters: str, clock: Clock) -> dict[str, Any]:
    """What the island draws; its numbers are written in the reader's language."""
    url = reverse("history:deals", args=[part.row.pk])
    return {
        "deals": f"{url}?{filters}{'&' if filters else ''}{'clock=work&' if clock.work else ''}",
        "show": 1.0 if len(found.edges) <= READABLE else SHOWN,
        "moves": found.moves,
        "steps": [_step(step, clock) for step in found.steps],
        "edges": [_edge(edge, clock) for edge in found.edges],
        "ends": [[source, target, level] for (source, target), level in found.ends.items()],
        "words": _words(),
    }


def _step(step: MapStep, clock: Clock) -> dict[str, Any]:
    return {
        "code": step.code,
        "name": step.name,
        "count": step.count,
        "first": step.first,
        "last": step.last,
        "level": step.level,
        "slow": step.slow,
        "times": step.times,
        "told": {"count": formatting.number(step.count)} | _told(step.times, clock),
        "firstTold": formatting.number(step.first),
        "lastTold": formatting.number(step.last),
    }


def _edge(edge: MapEdge, clock: Clock) -> dict[str, Any]:
    return {
        "from": edge.source,
        "to": edge.target,
        "count": edge.count,
        "level": edge.level,
        "slow": edge.slow,
        "times": edge.times,
        "told": {"count": formatting.number(edge.count)} | _told(edge.times, clock),
    }


def _told(times: dict[str, float], clock: Clock) -> dict[str, str]:
    return {name: formatting.duration(seconds, clock.day_s) for name, seconds in times.items()}


def _words() -> dict[str, str]:
    """What the island says."""
    return {
        "start": _("Start"),
        "end": _("End"),
        "step": _("Step %(name)s: %(count)s times, %(time)s until it goes on"),
        "edge": _("From %(from)s to %(to)s: %(count)s times, %(time)s"),
        "begin": _("Deals that begin with %(name)s: %(count)s"),
        "finish": _("Deals that end with %(name)s: %(count)s"),
        "shown": _("%(share)s of moves, %(steps)s steps"),
    }


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The numbers of the map as a workbook."""
    part = chosen_deals(request, log_id)
    clock = queries.clock_of(request.GET.get("clock", ""))
    found = queries.process_map_of(part, clock)
    names = {step.code: step.name for step in found.steps}
    rows: Iterator[list[OutCell]] = (
        [
            names[edge.source],
            names[edge.target],
            edge.count,
            edge.cases,
            *(days(edge.times[name], clock.day_s) for name, _title in METRICS),
        ]
        for edge in _ordered(found.edges, names, "")
    )
    header = [str(column.name) for column in COLUMNS[:4]]
    header += [_("%(name)s, days") % {"name": column.name} for column in COLUMNS[4:]]
    title = _("Map")
    return workbook(title, header, rows, widths=(32, 32, 10, 10, 12, 12, 12), of=part)
