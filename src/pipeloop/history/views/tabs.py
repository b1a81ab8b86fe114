"""What every tab of a log has in common: who may look, which deals are studied, the filters.

A tab is a function from the filtered log to what its template shows, and a line of `TABS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.core.ids import LogId
from pipeloop.history import policy, queries
from pipeloop.history.forms import case_filter_of, filter_chips
from pipeloop.history.models import Log
from pipeloop.history.queries import FilteredLog
from pipeloop.history.words import Outcome
from pipeloop.process.policy import change_process

# Parameters of an address that say how a tab shows its deals, and not which deals.
VIEW_PARAMETERS = (
    "page", "order", "view", "metric", "show", "clock", "only", "first", "second", "level", "step",
    "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to study a log: the name of its page, its title, its icon."""

    view: str
    name: Any
    icon: str


TABS = (
    Tab("map", _("Map"), "chart-dots-3"),
    Tab("variants", _("Paths"), "arrows-split-2"),
    Tab("funnel", _("Funnel"), "filter-2"),
    Tab("steps", _("Steps"), "stairs"),
    Tab("hanging", pgettext_lazy("deals", "Stalled"), "zzz"),
    Tab("conformance", _("Compared with the process"), "checkup-list"),
    Tab("handovers", _("Handovers of work"), "arrows-exchange"),
    Tab("workload", _("Workload"), "calendar-week"),
    Tab("dotted_chart", _("Dotted chart"), "grain"),
    Tab("differences", _("What differs"), "arrows-diff"),
)
TabContext = Callable[[HttpRequest, FilteredLog], dict[str, Any]]
View = Callable[[HttpRequest, int], HttpResponse]


def tab(name: str) -> Callable[[TabContext], View]:
    """Make a page of a function that returns its context: `history/<name>.html` with filters."""

    def decorate(context_of: TabContext) -> View:
        @login_required
        @wraps(context_of)
        def view(request: HttpRequest, log_id: int) -> HttpResponse:
            row = _visible_log(request, log_id)
            if not row.is_open:
                return redirect("history:log", log_id=log_id)
            filtered = queries.filter_log(row, case_filter_of(request.GET))
            context = _shared_context(request, filtered, name) | context_of(request, filtered)
            return render(request, f"history/{name}.html", context)

        return view

    return decorate


def filtered_log_of(request: HttpRequest, log_id: int) -> FilteredLog:
    """The deals that an address asks for.

    Raises:
        Forbidden: the reader may not study logs.
        NotFound: there is no such log, or it is not read.
    """
    return queries.filter_log(_visible_log(request, log_id), case_filter_of(request.GET))


def filter_query(request: HttpRequest) -> str:
    """The part of the address that filters deals."""
    query = request.GET.copy()
    for name in VIEW_PARAMETERS:
        query.pop(name, None)
    return query.urlencode()


def _visible_log(request: HttpRequest, log_id: int) -> Log:
    require(person(request), policy.see_logs)
    return queries.log(LogId(log_id))


def _shared_context(request: HttpRequest, filtered: FilteredLog, name: str) -> dict[str, Any]:
    filters, case_filter = filter_query(request), filtered.case_filter
    return {
        "log": filtered.row,
        "filtered": filtered,
        "case_filter": case_filter,
        "chips": filter_chips(case_filter, request.GET),
        "options": queries.filter_options(filtered),
        "titles": {
            name: queries.attribute_title(name)
            for name in (*filtered.whole.labels, *filtered.whole.numbers)
        },
        "label_values": dict(case_filter.labels),
        "ranges": {name: (low, high) for name, low, high in case_filter.numbers},
        "outcomes": Outcome.choices,
        "view_fields": [
            (name, value)
            for name in VIEW_PARAMETERS
            for value in request.GET.getlist(name)
            if value
        ],
        "filters": filters,
        "query": _query_without_page(request),
        "may_manage": policy.manage_logs(person(request)),
        "may_describe": change_process(person(request)),
        "tabs": [(tab, _address(tab, filtered, filters), tab.view == name) for tab in TABS],
    }


def _query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _address(tab: Tab, filtered: FilteredLog, filters: str) -> str:
    url = reverse(f"history:{tab.view}", args=[filtered.row.pk])
    return f"{url}?{filters}" if filters else url
