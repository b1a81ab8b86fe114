"""Personal data: the register of what is kept of people, and its term."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pipeloop.clients import actions, policy, queries
from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.core.errors import Refused
from pipeloop.ui.answers import done, number


@login_required
def personal_data(request: HttpRequest) -> HttpResponse:
    """The register, and the people whose term is over."""
    actor = person(request)
    require(actor, policy.see_personal_data)
    page = min(number(request.GET.get("page", "")) or 1, 1000)
    rows, more = queries.past_term_page(page)
    context = {
        "register": queries.register(),
        "rows": rows,
        "more": more,
        "page": page,
        "may_erase": policy.erase_contact(actor),
    }
    return render(request, "clients/personal_data.html", context)


@login_required
@require_POST
def erase_past_term(request: HttpRequest) -> HttpResponse:
    """Erase everybody whose term is over."""
    try:
        erased = actions.erase_past_term(person(request))
    except Refused as error:
        messages.error(request, str(error.words))
        return redirect("clients:personal_data")
    said = ngettext("Erased: %(n)s person.", "Erased: %(n)s people.", erased) % {"n": erased}
    return done(request, reverse("clients:personal_data"), said)
