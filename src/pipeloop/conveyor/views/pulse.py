"""The first page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pipeloop.company.models import Team
from pipeloop.company.policy import see_all_work
from pipeloop.company.queries import the_company
from pipeloop.company.web.http import person
from pipeloop.conveyor import queries
from pipeloop.conveyor.queries.pulse import ALL_TIME, PERIODS
from pipeloop.process.queries import has_live_version
from pipeloop.ui.answers import number

BARS = 7


@login_required
def pulse(request: HttpRequest) -> HttpResponse:
    """How the conveyor runs: the belt, what holds most, what hangs longest."""
    actor = person(request)
    if not has_live_version():
        return render(request, "conveyor/start.html")
    period = request.GET.get("period", "")
    team = request.GET.get("team", "")
    found = queries.pulse(
        actor,
        period=int(period) if period in {str(days) for days in (*PERIODS, ALL_TIME)} else None,
        team=number(team),
    )
    hanging, hangs = queries.hanging_deals(actor, limit=8)
    heaviest = found.loads[:BARS]
    return render(
        request,
        "conveyor/pulse.html",
        {
            "pulse": found,
            "hanging": hanging,
            "hangs": hangs,
            "heaviest": heaviest,
            "top": heaviest[0] if heaviest else None,
            "full": heaviest[0].weight if heaviest else 0,
            "periods": [*PERIODS, ALL_TIME],
            "teams": Team.objects.all(),
            "team": team,
            "company": the_company(),
            # The same people who see what was loaded.
            "sees_loads": see_all_work(actor),
        },
    )
