"""Clients: the list, the card, their contacts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pipeloop.company.policy import require
from pipeloop.company.web.http import person
from pipeloop.conveyor import actions, policy, queries
from pipeloop.conveyor.actions.clients import AccountCard, ContactCard
from pipeloop.conveyor.forms import AccountForm, ContactForm, client_filters, client_order
from pipeloop.conveyor.models import Contact
from pipeloop.conveyor.words import FitClass
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import AccountId, ContactId
from pipeloop.ui.answers import done, form_page, is_part, number, refused
from pipeloop.ui.templatetags.parts import Column

COLUMNS = (
    Column(_("Client"), "name"),
    Column(_("Industry")),
    Column(_("Region")),
    Column(_("Class")),
    Column(_("Open deals"), is_number=True),
    Column(_("Won deals"), is_number=True),
    Column(_("Won, money"), is_number=True),
    Column(_("Last order")),
)


def _url(account_id: int) -> str:
    return reverse("conveyor:client", args=[account_id])


@login_required
def clients(request: HttpRequest) -> HttpResponse:
    """The list of clients."""
    get = request.GET
    page = min(number(get.get("page", "")) or 1, 1000)
    chosen = client_filters(get)
    query = get.copy()
    query.pop("page", None)
    order = client_order(get)
    found = queries.clients(person(request), chosen, order=order, page=page)
    context = {
        "found": found,
        "filters": chosen,
        "order": order,
        "columns": COLUMNS,
        "sees_people": policy.see_personal_data(person(request)),
        "classes": FitClass.choices,
        "query": query.urlencode(),
    }
    template = "conveyor/parts/client_rows.html" if is_part(request) else "conveyor/clients.html"
    return render(request, template, context)


@login_required
def names(request: HttpRequest) -> HttpResponse:
    """Known clients, offered while a new lead is typed in."""
    found = queries.client_names(request.GET.get("client", "").strip()[:200])
    return render(request, "conveyor/parts/client_names.html", {"clients": found})


@login_required
def client(request: HttpRequest, account_id: int) -> HttpResponse:
    """One client."""
    card = queries.client_card(person(request), AccountId(account_id))
    context = {
        "card": card,
        "account": card.account,
        "may_erase": policy.erase_contact(person(request)),
        "may_give_out": policy.see_personal_data(person(request)),
        "may_work": policy.work_on_client(person(request)),
    }
    return render(request, "conveyor/client.html", context)


@login_required
def edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change a client's card."""
    actor = person(request)
    require(actor, policy.work_on_client)
    account = queries.client_card(actor, AccountId(account_id)).account
    now = {name: getattr(account, name) for name in AccountForm.base_fields}
    form = AccountForm(request.POST or None, initial=now)
    if not policy.name_key_client(actor):
        form.fields["is_key"].disabled = True
    if form.is_valid():
        try:
            actions.change_account(actor, AccountId(account_id), AccountCard(**form.cleaned_data))
            return done(request, _url(account_id), _("Saved."))
        except Refused as error:
            refused(form, error)
    return form_page(
        request, form, title=_("Edit the client"), submit=_("Save"), back=_url(account_id)
    )


@login_required
def new_contact(request: HttpRequest, account_id: int) -> HttpResponse:
    """Add a contact."""
    require(person(request), policy.work_on_client)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            card = ContactCard(**form.cleaned_data)
            actions.add_contact(person(request), AccountId(account_id), card)
            return done(request, _url(account_id), _("The contact is added."))
        except Refused as error:
            refused(form, error)
    return form_page(request, form, title=_("New contact"), submit=_("Add"), back=_url(account_id))


@login_required
def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Change a contact."""
    actor = person(request)
    require(actor, policy.work_on_client)
    row = Contact.objects.filter(pk=contact_id, erased_at=None).first()
    if row is None:
        raise NotFound("contact")
    now = {name: getattr(row, name, "") for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=now | {"consent": row.consent_source})
    if form.is_valid():
        try:
            card = ContactCard(**form.cleaned_data)
            actions.change_contact(actor, ContactId(contact_id), card)
            return done(request, _url(row.account_id), _("Saved."))
        except Refused as error:
            refused(form, error)
    return form_page(
        request,
        form,
        title=_("Edit the contact"),
        submit=_("Save"),
        back=_url(row.account_id),
        also="conveyor/parts/give_out.html" if policy.see_personal_data(actor) else "",
        contact=row,
    )


@login_required
@require_POST
def erase(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Erase a contact's data for good."""
    erased = actions.erase_contact(person(request), ContactId(contact_id))
    return done(request, _url(erased.account_id), _("The person's data is erased."))
