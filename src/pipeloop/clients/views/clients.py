"""A client's page, their card and their contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pipeloop.clients import actions, policy, queries
from pipeloop.clients.actions import AccountCard, ContactCard
from pipeloop.clients.forms import AccountForm, ContactForm
from pipeloop.clients.models import Account
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.core.ids import AccountId, ContactId
from pipeloop.core.subscribers import Subscribers
from pipeloop.ui.answers import done, form_page, showing_refusals


@dataclass(frozen=True, slots=True)
class Panel:
    """What another capability shows on a client's page.

    Args:
        main, facts, actions: templates of its column, its lines among the facts and its buttons.
        context: what they show, under the name `panel`.
    """

    main: str
    facts: str
    actions: str
    context: Mapping[str, Any]


# A capability that knows more of a client adds its panel.
PANELS: Subscribers[[Person, Account], Panel] = Subscribers()


def _url(account_id: int) -> str:
    return reverse("clients:client", args=[account_id])


@login_required
def client(request: HttpRequest, account_id: int) -> HttpResponse:
    """One client."""
    actor, account = person(request), queries.account(AccountId(account_id))
    context = {
        "account": account,
        "contacts": queries.contacts_of(AccountId(account_id)),
        "panels": PANELS.call(actor, account),
        "may_erase": policy.erase_contact(actor),
        "may_give_out": policy.see_personal_data(actor),
        "may_work": policy.work_on_client(actor),
    }
    return render(request, "clients/client.html", context)


@login_required
def names(request: HttpRequest) -> HttpResponse:
    """Known clients, offered while a new lead is typed in."""
    accounts = queries.account_names(request.GET.get("client", "").strip()[:200])
    return render(request, "clients/parts/client_names.html", {"clients": accounts})


@login_required
def edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change a client's card."""
    actor = person(request)
    require(actor, policy.work_on_client)
    account = queries.account(AccountId(account_id))
    initial = {name: getattr(account, name) for name in AccountForm.base_fields}
    form = AccountForm(request.POST or None, initial=initial)
    if not policy.mark_key_client(actor):
        form.fields["is_key"].disabled = True
    if form.is_valid():
        with showing_refusals(form):
            actions.change_account(actor, AccountId(account_id), AccountCard(**form.cleaned_data))
            return done(request, _url(account_id), _("Saved."))
    return form_page(
        request, form, title=_("Edit the client"), submit=_("Save"), back=_url(account_id)
    )


@login_required
def new_contact(request: HttpRequest, account_id: int) -> HttpResponse:
    """Add a contact."""
    require(person(request), policy.work_on_client)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        with showing_refusals(form):
            card = ContactCard(**form.cleaned_data)
            actions.add_contact(person(request), AccountId(account_id), card)
            return done(request, _url(account_id), _("The contact is added."))
    return form_page(request, form, title=_("New contact"), submit=_("Add"), back=_url(account_id))


@login_required
def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Change a contact."""
    actor = person(request)
    require(actor, policy.work_on_client)
    row = queries.contact(ContactId(contact_id))
    initial = {name: getattr(row, name, "") for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=initial | {"consent": row.consent_source})
    if form.is_valid():
        with showing_refusals(form):
            card = ContactCard(**form.cleaned_data)
            actions.change_contact(actor, ContactId(contact_id), card)
            return done(request, _url(row.account_id), _("Saved."))
    return form_page(
        request,
        form,
        title=_("Edit the contact"),
        submit=_("Save"),
        back=_url(row.account_id),
        also="clients/parts/give_out.html" if policy.see_personal_data(actor) else "",
        contact=row,
    )


@login_required
@require_POST
def erase(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Erase a contact's data for good."""
    erased = actions.erase_contact(person(request), ContactId(contact_id))
    return done(request, _url(erased.account_id), _("The person's data is erased."))
