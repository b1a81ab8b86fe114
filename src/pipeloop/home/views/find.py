"""What Ctrl K finds."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pipeloop.clients.queries import account_names
from pipeloop.company.web.http import person
from pipeloop.conveyor.queries import Filters, deals

SHOWN = 8


@login_required
def find(request: HttpRequest) -> HttpResponse:
    """Deals and clients whose words begin so."""
    text = request.GET.get("q", "").strip()[:200]
    cards = deals(person(request), Filters(text=text), size=SHOWN)[0] if text else []
    clients = account_names(text, limit=SHOWN)
    context = {"text": text, "cards": cards, "clients": clients}
    return render(request, "home/parts/search_results.html", context)
