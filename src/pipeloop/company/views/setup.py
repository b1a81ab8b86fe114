"""The first page of a new installation."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from pipeloop.company import actions
from pipeloop.company.actions.founding import is_set_up
from pipeloop.company.forms import SetupForm
from pipeloop.company.words import Language
from pipeloop.ui.answers import showing_refusals


def setup(request: HttpRequest) -> HttpResponse:
    """Name the company and make its first administrator; gone once it is done."""
    if is_set_up():
        raise Http404
    form = SetupForm(request.POST or None, initial={"language": (get_language() or "ru")[:2]})
    if form.is_valid():
        data = form.cleaned_data
        with showing_refusals(form):
            person = actions.set_up_company(**data | {"language": Language(data["language"])})
            login(request, person, "allauth.account.auth_backends.AuthenticationBackend")
            return redirect("process:process")
    return render(request, "company/setup.html", {"form": form}, status=422 if form.errors else 200)
