"""The board, and the list of deals."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from pipeloop.company.queries import active_people, teams
from pipeloop.company.web.http import person
from pipeloop.company.words import RoleCode
from pipeloop.conveyor import policy, queries
from pipeloop.conveyor.forms import deal_filters
from pipeloop.conveyor.words import DealState
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import StepId
from pipeloop.process.queries import has_live_version
from pipeloop.process.words import FLOW_STAGES, StageKind
from pipeloop.ui.answers import is_part, number
from pipeloop.ui.templatetags.parts import Column

# The stage that a person's work is in; others begin where money is.
HOME = {
    RoleCode.MARKETER: StageKind.LEAD_GENERATION,
    RoleCode.HUNTER: StageKind.LEAD_DEVELOPMENT,
    RoleCode.CLOSER: StageKind.LEAD_CONVERSION,
    RoleCode.CLIENT_MANAGER: StageKind.CLIENT_FULFILLMENT,
}

COLUMNS = (
    Column(_("Client"), "client"),
    Column(_("Subject")),
    Column(_("Step")),
    Column(_("Amount"), "amount", is_number=True),
    Column(_("Owner")),
    Column(_("Days on the step"), "days", is_number=True),
    Column(_("Next step"), "next"),
    Column(_("Why it is stalled")),
)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Open the board on the stage where the reader works."""
    actor = person(request)
    stage = next((HOME[role] for role in HOME if actor.plays(role)), StageKind.LEAD_CONVERSION)
    return redirect("conveyor:stage", kind=stage)


@login_required
def board(request: HttpRequest, kind: str) -> HttpResponse:
    """The board of a stage."""
    if not has_live_version():
        return render(request, "conveyor/start.html")
    if kind not in FLOW_STAGES:
        raise NotFound("stage")
    actor, filters = person(request), deal_filters(request.GET)
    context = {
        "board": queries.board(actor, StageKind(kind), filters),
        "filters": filters,
        "can_create": policy.create_lead(actor),
    }
    if is_part(request):
        return render(request, "conveyor/parts/lanes.html", context)
    context |= {"people": active_people(), "teams": teams(), "query": request.GET.urlencode()}
    return render(request, "conveyor/board.html", context)


@login_required
def more(request: HttpRequest, step_id: int) -> HttpResponse:
    """The next cards of a column, when it is scrolled to its end."""
    try:
        entered_at = datetime.fromisoformat(request.GET["came"])
        last = int(request.GET["last"])
    except (KeyError, ValueError):
        raise NotFound("page") from None
    if entered_at.tzinfo is None:
        raise NotFound("page")
    cards, more = queries.more_cards(
        person(request), StepId(step_id), deal_filters(request.GET), after=(entered_at, last)
    )
    context = {"cards": cards, "more": more, "step_id": step_id, "query": _without_page(request)}
    return render(request, "conveyor/parts/cards.html", context)


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("came", "last"):
        query.pop(name, None)
    return query.urlencode()


@login_required
def deals(request: HttpRequest) -> HttpResponse:
    """Deals as a list: of all stages, open and closed."""
    filters = deal_filters(request.GET)
    page = min(number(request.GET.get("page", "")) or 1, 1000)
    cards, more = queries.deals(person(request), filters, page=page)
    context = {
        "cards": cards,
        "more": more,
        "page": page,
        "filters": filters,
        "people": active_people(),
        "teams": teams(),
        "query": _without_page(request),
        "columns": COLUMNS,
        "states": DealState.choices,
    }
    template = "conveyor/parts/deal_rows.html" if is_part(request) else "conveyor/deals.html"
    return render(request, template, context)
