"""One's own page: name, language, time zone, API tokens."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pipeloop.company import actions, queries
from pipeloop.company.forms import ProfileForm, TokenForm
from pipeloop.company.web.http import person
from pipeloop.ui.answers import done, form_page, showing_refusals


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Oneself."""
    actor = person(request)
    values = {name: getattr(actor, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=values)
    if form.is_valid():
        with showing_refusals(form):
            actions.change_profile(actor, **form.cleaned_data)
            return done(request, reverse("company:profile"), _("Saved."))
    context = {"form": form, "tokens": queries.tokens(actor)}
    return render(request, "company/profile.html", context, status=422 if form.errors else 200)


@login_required
def new_token(request: HttpRequest) -> HttpResponse:
    """Create a token; its secret is shown this once."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        with showing_refusals(form):
            _token, secret = actions.create_token(person(request), **form.cleaned_data)
            words = _("The token is %(secret)s. Copy it now: it will not be shown again.")
            # An error-level message stays until it is read.
            messages.error(request, words % {"secret": secret})
            return done(request, reverse("company:profile"), _("The token is ready to use."))
    return form_page(
        request, form, title=_("New token"), submit=_("Create"), back=reverse("company:profile")
    )


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke a token."""
    actions.revoke_token(person(request), token_id)
    return done(request, reverse("company:profile"), _("The token is revoked."))
