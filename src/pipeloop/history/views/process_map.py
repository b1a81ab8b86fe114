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
from pipeloop.history.queries import Clock, FilteredLog, MapEdge, MapNode, ProcessMap
from pipeloop.history.views.tabs import filter_query, filtered_log_of, tab
from pipeloop.history.views.view_options import clock_options, requested_clock
from pipeloop.history.views.workbooks import days, workbook
from pipeloop.ui import formatting
from pipeloop.ui.templatetags.parts import Column

# A map with more edges than this is first shown with its main part only.
READABLE = 25
SHOWN = 0.8
ROWS = 100
METRICS = (
    ("mean", gettext_lazy("mean")),
    ("median", gettext_lazy("median")),
    ("p90", gettext_lazy("90% within")),
)
COLUMNS = (
    Column(gettext_lazy("From the step"), "from"),
    Column(gettext_lazy("To the step"), "to"),
    Column(gettext_lazy("Moves"), "count", is_number=True),
    Column(gettext_lazy("Deals"), "cases", is_number=True),
    Column(gettext_lazy("Mean time"), "mean", is_number=True),
    Column(gettext_lazy("Median"), "median", is_number=True),
    Column(gettext_lazy("90% within"), "p90", is_number=True),
)


@tab("map")
def process_map(request: HttpRequest, filtered: FilteredLog) -> dict[str, Any]:
    """The map of the filtered deals."""
    clock = requested_clock(request)
    graph = queries.process_map_of(filtered, clock)
    names = {step.code: step.name for step in graph.steps}
    edges = _ordered(graph.edges, names, request.GET.get("order", ""))
    return {
        "map": graph,
        "main_share": graph.main_cases / graph.cases if graph.cases else 0,
        "picture": _picture(graph, filtered, filter_query(request), clock),
        "clocks": clock_options(request),
        "day_s": clock.day_s,
        "metrics": METRICS,
        "columns": COLUMNS,
        "edges": [(edge, names[edge.source], names[edge.target]) for edge in edges[:ROWS]],
        "rework": queries.rework_summary(filtered),
    }


def _ordered(edges: tuple[MapEdge, ...], names: dict[int, str], order: str) -> list[MapEdge]:
    """Edges in the order of the table, by default the most frequent first."""
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


def _picture(
    graph: ProcessMap, filtered: FilteredLog, filters: str, clock: Clock
) -> dict[str, Any]:
    """What the island draws; its numbers are formatted in the reader's language."""
    url = reverse("history:map_deals", args=[filtered.row.pk])
    return {
        "deals": f"{url}?{filters}{'&' if filters else ''}{'clock=work&' if clock.work else ''}",
        "show": 1.0 if len(graph.edges) <= READABLE else SHOWN,
        "moves": graph.moves,
        "steps": [_step(step, clock) for step in graph.steps],
        "edges": [_edge(edge, clock) for edge in graph.edges],
        "ends": [[source, target, level] for (source, target), level in graph.ends.items()],
        "words": _words(),
    }


def _step(step: MapNode, clock: Clock) -> dict[str, Any]:
    return {
        "code": step.code,
        "name": step.name,
        "count": step.count,
        "first": step.first,
        "last": step.last,
        "level": step.level,
        "slow": step.slow,
        "times": step.times,
        "labels": {"count": formatting.number(step.count)} | _time_labels(step.times, clock),
        "firstLabel": formatting.number(step.first),
        "lastLabel": formatting.number(step.last),
    }


def _edge(edge: MapEdge, clock: Clock) -> dict[str, Any]:
    return {
        "from": edge.source,
        "to": edge.target,
        "count": edge.count,
        "level": edge.level,
        "slow": edge.slow,
        "times": edge.times,
        "labels": {"count": formatting.number(edge.count)} | _time_labels(edge.times, clock),
    }


def _time_labels(times: dict[str, float], clock: Clock) -> dict[str, str]:
    return {name: formatting.duration(seconds, clock.day_s) for name, seconds in times.items()}


def _words() -> dict[str, str]:
    """Texts of the island."""
    return {
        "start": _("Start"),
        "end": _("End"),
        "step": _("Step %(name)s: %(count)s times, %(time)s until the next step"),
        "edge": _("From %(from)s to %(to)s: %(count)s times, %(time)s"),
        "begin": _("Deals that begin with %(name)s: %(count)s"),
        "finish": _("Deals that end with %(name)s: %(count)s"),
        "shown": _("%(share)s of moves, %(steps)s steps"),
    }


@login_required
def table(request: HttpRequest, log_id: int) -> FileResponse:
    """The numbers of the map as a workbook."""
    filtered, clock = filtered_log_of(request, log_id), requested_clock(request)
    graph = queries.process_map_of(filtered, clock)
    names = {step.code: step.name for step in graph.steps}
    rows: Iterator[list[OutCell]] = (
        [
            names[edge.source],
            names[edge.target],
            edge.count,
            edge.cases,
            *(days(edge.times[name], clock.day_s) for name, _title in METRICS),
        ]
        for edge in _ordered(graph.edges, names, "")
    )
    header = [str(column.name) for column in COLUMNS[:4]]
    header += [_("%(name)s, days") % {"name": column.name} for column in COLUMNS[4:]]
    title = _("Map")
    return workbook(title, header, rows, widths=(32, 32, 10, 10, 12, 12, 12), of=filtered)
