"""Client companies: their cards."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.clients import policy
from pipeloop.clients.models import Account
from pipeloop.clients.words import FitClass
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import AccountId
from pipeloop.core.subscribers import Subscribers

# Called with a client whose card has changed, in the same transaction.
ACCOUNT_CHANGED: Subscribers[[Account], None] = Subscribers()


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What a client company is, in full."""

    name: str
    tax_id: str = ""
    domain: str = ""
    industry: str = ""
    region: str = ""
    fit_class: str = ""
    is_key: bool = False


@transaction.atomic
def change_account(actor: Person, account_id: AccountId, card: AccountCard) -> Account:
    """Change a client's card; who is key is for a leader to say.

    Raises:
        Forbidden: the actor may not.
        NotFound: there is no such client.
        Refused: it has no name, or its class is not in the list.
    """
    require(actor, policy.work_on_client)
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotFound("account")
    if not card.name.strip():
        raise Refused("no_name", _("Name the client."), field="name")
    if card.fit_class and card.fit_class not in FitClass.values:
        raise Refused("bad_value", _("Choose from the list."), field="fit_class")
    if card.is_key != account.is_key:
        require(actor, policy.name_key_client)
    account.name = " ".join(card.name.split())[:200]
    account.tax_id, account.domain = card.tax_id.strip(), card.domain.strip().lower()
    account.industry, account.region = card.industry.strip(), card.region.strip()
    account.fit_class, account.is_key = card.fit_class, card.is_key
    account.save()
    ACCOUNT_CHANGED.call(account)
    return account


def account_named(actor: Person, name: str) -> Account:
    """The client of this name, whoever met it first; a new one, the actor's, when there is none.

    Called by an action that has checked the actor, in its transaction.

    Raises:
        Refused: the name is empty.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("no_client", _("Name the client."), field="client")
    known = Account.objects.filter(name__iexact=name).order_by("id").first()
    return known or Account.objects.create(name=name[:200], owner=actor, created_at=now())


def set_fit_class(account: Account, fit_class: str) -> None:
    """Record how well a client fits the portrait; called by an action that has checked the actor.

    Raises:
        ValueError: there is no such class.
    """
    account.fit_class = FitClass(fit_class)
    account.save()
    ACCOUNT_CHANGED.call(account)
