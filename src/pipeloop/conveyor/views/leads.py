"""A new lead."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from pipeloop.company.policy import require
from pipeloop.company.queries import the_company
from pipeloop.company.web.http import person
from pipeloop.conveyor import actions, policy
from pipeloop.conveyor.actions.leads import Lead
from pipeloop.conveyor.forms import LeadForm
from pipeloop.conveyor.views.deals import deal_url
from pipeloop.conveyor.words import Motion
from pipeloop.core.ids import AccountId, StepId
from pipeloop.ui.answers import done, form_page, number, showing_refusals


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Bring a lead in, onto the first step or onto the one that was open."""
    actor = person(request)
    require(actor, policy.create_lead)
    form = LeadForm(
        request.POST or None, initial={"take": True, "client": request.GET.get("client")}
    )
    if form.is_valid():
        with showing_refusals(form):
            deal = actions.create_lead(actor, _lead(form), at_step=_step(request))
            return done(request, deal_url(deal.pk), _("The lead is on the conveyor."))
    return form_page(
        request,
        form,
        title=_("New lead"),
        submit=_("Add"),
        back=reverse("conveyor:board"),
    )


def _step(request: HttpRequest) -> StepId | None:
    step = number(request.GET.get("step", ""))
    return StepId(step) if step else None


def _lead(form: LeadForm) -> Lead:
    data, currency = form.cleaned_data, the_company().currency
    return Lead(
        client=data["client"],
        account=AccountId(data["account"]) if data["account"] else None,
        title=data["title"],
        contact_name=data["contact_name"],
        phone=data["phone"],
        email=data["email"],
        consent=data["consent"],
        source=data["source"],
        amount=form.minor(currency),
        currency=currency,
        motion=Motion(data["motion"]),
        take=data["take"],
    )
