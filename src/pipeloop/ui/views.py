"""The style guide: every part that pages are made of, in its states."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pipeloop.ui import examples
from pipeloop.ui.answers import done, form_page


def only_for_staff(request: HttpRequest) -> None:
    """Whoever changes a part looks here first; for others there is no such page."""
    if not getattr(request.user, "is_staff", False):
        raise Http404


@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part on one page."""
    only_for_staff(request)
    if request.method == "POST":
        messages.success(request, _("It is done."))
        messages.error(request, _("It was not saved: somebody changed it a moment ago."))
    form = examples.SampleForm({"text": "Pipeloop", "choice": "a", "wrong": "?"})
    context = {"form": form, "examples": examples}
    return render(request, "ui/styleguide/page.html", context)


@login_required
def drawer(request: HttpRequest) -> HttpResponse:
    """A form as it is in the drawer; it keeps nothing."""
    only_for_staff(request)
    form = examples.SampleForm(request.POST or None)
    back = reverse("ui:styleguide")
    if form.is_valid():
        return done(request, back, _("It is done."))
    return form_page(request, form, title=_("Form"), submit=_("Save"), back=back)
