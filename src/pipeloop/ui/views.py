"""The style guide: every part that pages are made of, in its states."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from pipeloop.core.money import Money

STATES = ("good", "slow", "late")


class SampleForm(forms.Form):
    """Fields in their states."""

    text = forms.CharField(label=_("Text"), help_text=_("A hint under the field"))
    choice = forms.ChoiceField(label=_("Choice"), choices=[("a", "A"), ("b", "B")])
    box = forms.BooleanField(label=_("Checkbox"), required=False)
    wrong = forms.EmailField(label=_("E-mail"))


@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """For administrators: whoever changes a part looks here first."""
    if not getattr(request.user, "is_staff", False):
        raise Http404
    if request.method == "POST":
        messages.success(request, _("It is done."))
    form = SampleForm({"text": "Pipeloop", "choice": "a", "wrong": "?"})
    form.is_valid()
    form.errors.pop("text", None)
    context = {
        "form": form,
        "states": STATES,
        "sums": [Money(64_000_000, "RUB"), Money(124_000_000, "RUB"), Money(99_50, "USD")],
        "tones": ["good", "warn", "bad", "info", "muted"],
        "names": ["Alice Hart", "Peter Lane", "Emma Ward"],
    }
    return render(request, "ui/styleguide/page.html", context)
