"""The pulse: how the conveyor runs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pipeloop.company.policy import see_all_work
from pipeloop.company.queries import teams, the_company
from pipeloop.company.web.http import person
from pipeloop.conveyor.queries import flow, hanging_deals
from pipeloop.conveyor.queries.flow import ALL_TIME, PERIODS
from pipeloop.process.queries import has_live_version
from pipeloop.ui.answers import number

BARS, LONGEST = 7, 8


@login_required
def pulse(request: HttpRequest) -> HttpResponse:
    """The six stages, the step that holds most, the deals that have hung longest."""
    actor = person(request)
    if not has_live_version():
        return render(request, "conveyor/start.html")
    period, team = request.GET.get("period", ""), number(request.GET.get("team", ""))
    chosen = int(period) if period in {str(days) for days in (*PERIODS, ALL_TIME)} else None
    state = flow(actor, period=chosen, team=team)
    longest, hanging = hanging_deals(actor, limit=LONGEST, team=team)
    heaviest = state.loads[:BARS]
    context = {
        "flow": state,
        "longest": longest,
        "hanging": hanging,
        "heaviest": heaviest,
        "top": heaviest[0] if heaviest else None,
        "full": heaviest[0].weight if heaviest else 0,
        "periods": [*PERIODS, ALL_TIME],
        "teams": teams(),
        "team": team,
        "company": the_company(),
        # The same people who see what was loaded.
        "sees_loads": see_all_work(actor),
    }
    return render(request, "home/pulse.html", context)
