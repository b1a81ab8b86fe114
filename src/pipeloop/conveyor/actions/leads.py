"""Bringing a new lead, or a new deal of a known client, onto the conveyor."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.clients.actions import ContactCard, account_named, create_contact
from pipeloop.clients.models import Account, Contact
from pipeloop.clients.queries import account as account_of_id
from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor import policy
from pipeloop.conveyor.actions.deal_context import DealContext
from pipeloop.conveyor.actions.recording import record
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.words import EventKind, Motion
from pipeloop.core.clock import now
from pipeloop.core.errors import Refused
from pipeloop.core.ids import AccountId, StepId
from pipeloop.process.queries import Outline, StepView, live_version_id, outline


@dataclass(frozen=True, slots=True)
class Lead:
    """What is known of a new lead.

    Args:
        client: name of the company, when it is new here.
        account: the client, when it is known; then `client` is not needed.
        amount: minor units of `currency`, or of the company's currency when that is empty.
        consent: the contact agreed that their data is kept, and where they said so.
    """

    client: str = ""
    account: AccountId | None = None
    title: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    consent: str = ""
    source: str = ""
    product: str = ""
    amount: int | None = None
    currency: str = ""
    motion: Motion = Motion.NEW
    take: bool = True


@transaction.atomic
def create_lead(actor: Person, lead: Lead, *, at_step: StepId | None = None) -> Deal:
    """Bring a lead onto the first step of the live process, or onto a named one.

    Args:
        at_step: where it starts; a hunter's own find starts at the hunter's steps.

    Raises:
        Forbidden: the actor brings no leads.
        NotFound: no process is live, or there is no such client.
        Refused: neither a client nor the name of one is given, or the step is not for deals.
    """
    policy.require(actor, policy.create_lead)
    company, plan, at = the_company(), outline(live_version_id()), now()
    account = _account(actor, lead)
    contact = _contact(account, lead)
    step = _start(plan, at_step)
    deal = Deal(
        title=(lead.title.strip() or account.name)[:200],
        account=account,
        contact=contact,
        motion=lead.motion,
        source=lead.source.strip()[:100],
        product=lead.product.strip()[:150],
        amount=lead.amount,
        currency=lead.currency or company.currency,
        version_id=plan.version_id,
        step_id=step.id,
        stage_id=step.stage_id,
        entered_step_at=at,
        entered_stage_at=at,
        owner=actor if lead.take else None,
        created_at=at,
    )
    record(DealContext(actor, deal, company, plan, at), EventKind.CREATED, {"source": deal.source})
    return deal


def _start(plan: Outline, at_step: StepId | None) -> StepView:
    if at_step is None:
        return plan.flow[0]
    for step in plan.flow:
        if step.id == at_step:
            return step
    raise Refused("not_in_flow", _("Deals cannot enter this step."), field="step")


def _account(actor: Person, lead: Lead) -> Account:
    if lead.account is not None:
        return account_of_id(lead.account)
    # The same company written the same way is the same client, whoever came to it first.
    return account_named(actor, lead.client)


def _contact(account: Account, lead: Lead) -> Contact | None:
    name = lead.contact_name.strip() or lead.phone or lead.email
    if not name:
        return None
    card = ContactCard(name, phone=lead.phone, email=lead.email, consent=lead.consent)
    return create_contact(account, card)
