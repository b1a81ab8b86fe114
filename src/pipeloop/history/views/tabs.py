"""What every tab of a log has in common: who may look, which deals are chosen, the filters.

A tab is a function from the chosen deals to what its template shows, and a line of `TABS`.
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
from pipeloop.history.forms import chips, choice_of
from pipeloop.history.queries import Slice
from pipeloop.history.words import Outcome
from pipeloop.process.policy import change_process

# Parts of an address that say how a tab looks and not which deals are chosen.
LOOKS = (
    "page", "order", "view", "metric", "show", "clock", "only", "first", "second", "level", "step",
    "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to study a log: the name of its page, what it is called, its icon."""

    view: str
    name: Any
    icon: str


TABS = (
    Tab("map", _("Map"), "chart-dots-3"),
    Tab("paths", _("Variants"), "arrows-split-2"),
    Tab("funnel", _("Funnel"), "filter-2"),
    Tab("steps", _("Steps"), "stairs"),
    Tab("hanging", _("Hanging"), "zzz"),
    Tab("conformance", _("Against the process"), "checkup-list"),
    Tab("handoffs", _("Hand-offs"), "arrows-exchange"),
    Tab("load", pgettext_lazy("people", "Load"), "calendar-week"),
    Tab("dots", _("Dots"), "grain"),
    Tab("differences", _("What differs"), "arrows-diff"),
)
Show = Callable[[HttpRequest, Slice], dict[str, Any]]
View = Callable[[HttpRequest, int], HttpResponse]


def tab(name: str) -> Callable[[Show], View]:
    """A page from what it shows: `history/<name>.html`, with the filters over it."""

    def dress(show: Show) -> View:
        @login_required
        @wraps(show)
        def view(request: HttpRequest, log_id: int) -> HttpResponse:
            part = asked(request, log_id)
            if part is None:
                return redirect("history:log", log_id=log_id)
            context = _shell(request, part, name) | show(request, part)
            return render(request, f"history/{name}.html", context)

        return view

    return dress


def asked(request: HttpRequest, log_id: int) -> Slice | None:
    """The deals that an address asks for; None while the log is not read.

    Raises:
        Forbidden: the reader studies no logs.
        NotFound: there is no such log.
    """
    require(person(request), policy.see_logs)
    row = queries.log(LogId(log_id))
    return queries.slice_of(row, choice_of(request.GET)) if row.is_open else None


def chosen_deals(request: HttpRequest, log_id: int) -> Slice:
    """The same for what is no page of its own.

    Raises:
        Forbidden, NotFound: as for `asked`; also while the log is not read.
    """
    require(person(request), policy.see_logs)
    return queries.slice_of(queries.log(LogId(log_id)), choice_of(request.GET))


def filters_of(request: HttpRequest) -> str:
    """The part of the address that chooses deals."""
    query = request.GET.copy()
    for name in LOOKS:
        query.pop(name, None)
    return query.urlencode()


def _shell(request: HttpRequest, part: Slice, name: str) -> dict[str, Any]:
    filters = filters_of(request)
    return {
        "log": part.row,
        "part": part,
        "choice": part.choice,
        "chips": chips(part.choice, request.GET),
        "options": queries.options(part),
        "titles": {name: queries.title(name) for name in (*part.whole.labels, *part.whole.numbers)},
        "chosen_labels": dict(part.choice.labels),
        "ranges": {name: (low, high) for name, low, high in part.choice.numbers},
        "outcomes": Outcome.choices,
        "looks": [(look, value) for look in LOOKS for value in request.GET.getlist(look) if value],
        "filters": filters,
        "query": _without_page(request),
        "may_keep": policy.keep_logs(person(request)),
        "may_describe": change_process(person(request)),
        "tabs": [(one, _address(one, part, filters), one.view == name) for one in TABS],
    }


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _address(one: Tab, part: Slice, filters: str) -> str:
    url = reverse(f"history:{one.view}", args=[part.row.pk])
    return f"{url}?{filters}" if filters else url
