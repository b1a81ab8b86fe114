"""People at clients: their cards."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.clients import policy
from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import Person
from pipeloop.company.policy import require
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import AccountId, ContactId


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Who a contact is, in full; `consent` says where they agreed to be kept."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""
    consent: str = ""


@transaction.atomic
def add_contact(actor: Person, account_id: AccountId, card: ContactCard) -> Contact:
    """Add a person to a client.

    Raises:
        Forbidden: the actor may not.
        NotFound: there is no such client.
        Refused: the person has no name.
    """
    require(actor, policy.work_on_client)
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound("account")
    return create_contact(account, card)


@transaction.atomic
def change_contact(actor: Person, contact_id: ContactId, card: ContactCard) -> Contact:
    """Change a contact's card.

    Raises:
        Forbidden, NotFound, Refused: as for `add_contact`; an erased contact is not found.
    """
    require(actor, policy.work_on_client)
    return _save(locked(contact_id), card)


def create_contact(account: Account, card: ContactCard) -> Contact:
    """Add a person to a client; called by an action that has checked the actor.

    Raises:
        Refused: the person has no name.
    """
    return _save(Contact(account=account, created_at=now()), card)


def set_reach(contact: Contact, address: str) -> None:
    """Record how to reach a person; called by an action that has checked the actor.

    Args:
        address: an e-mail address, or else a phone number.
    """
    if "@" in address:
        contact.email = address[:254]
    else:
        contact.phone = address[:40]
    contact.save()


def locked(contact_id: ContactId) -> Contact:
    """The contact's row, held until the transaction ends.

    Raises:
        NotFound: there is no such contact, or it is erased.
    """
    contact = Contact.objects.select_for_update().filter(pk=contact_id, erased_at=None).first()
    if contact is None:
        raise NotFound("contact")
    return contact


def _save(contact: Contact, card: ContactCard) -> Contact:
    if not card.name.strip():
        raise Refused("no_name", _("Give the person's name."), field="name")
    contact.name, contact.position = card.name.strip()[:150], card.position.strip()[:150]
    contact.phone, contact.email = card.phone.strip()[:40], card.email.strip()
    if card.consent.strip() != contact.consent_source:
        contact.consent_source = card.consent.strip()[:200]
        contact.consent_at = now() if contact.consent_source else None
    contact.save()
    return contact
