"""Clients and their contacts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor import policy
from pipeloop.conveyor.models import Account, Contact
from pipeloop.conveyor.queries import past_term
from pipeloop.conveyor.words import FitClass
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import AccountId, ContactId


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


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Who a contact is, in full; `consent` says where they agreed to be kept."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""
    consent: str = ""


@transaction.atomic
def change_account(actor: Person, account_id: AccountId, card: AccountCard) -> Account:
    """Change a client's card; who is key is for a leader to say.

    Raises:
        Forbidden: the actor may not.
        NotFound: there is no such client.
        Refused: it has no name, or its class is not in the list.
    """
    policy.require(actor, policy.work_on_client)
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotFound("account")
    if not card.name.strip():
        raise Refused("no_name", _("Name the client."), field="name")
    if card.fit_class and card.fit_class not in FitClass.values:
        raise Refused("bad_value", _("Choose from the list."), field="fit_class")
    if card.is_key != account.is_key:
        policy.require(actor, policy.name_key_client)
    account.name = " ".join(card.name.split())[:200]
    account.tax_id, account.domain = card.tax_id.strip(), card.domain.strip().lower()
    account.industry, account.region = card.industry.strip(), card.region.strip()
    account.fit_class, account.is_key = card.fit_class, card.is_key
    account.save()
    return account


@transaction.atomic
def add_contact(actor: Person, account_id: AccountId, card: ContactCard) -> Contact:
    """Add a person to a client.

    Raises:
        Forbidden, NotFound, Refused: as for `change_account`.
    """
    policy.require(actor, policy.work_on_client)
    if not Account.objects.filter(pk=account_id).exists():
        raise NotFound("account")
    contact = Contact(account_id=account_id, created_at=now())
    return _write(contact, card)


@transaction.atomic
def change_contact(actor: Person, contact_id: ContactId, card: ContactCard) -> Contact:
    """Change a contact's card.

    Raises:
        Forbidden, NotFound, Refused: as for `change_account`; an erased contact is not found.
    """
    policy.require(actor, policy.work_on_client)
    return _write(_locked(contact_id), card)


@transaction.atomic
def erase_contact(actor: Person, contact_id: ContactId) -> Contact:
    """Erase a person's data for good, past states included; deals and events stay, nameless.

    Raises:
        Forbidden: only a leader may.
        NotFound: there is no such contact, or it is erased already.
    """
    policy.require(actor, policy.erase_contact)
    contact = _locked(contact_id)
    _erase([contact.pk])
    contact.refresh_from_db()
    return contact


@transaction.atomic
def erase_past_term(actor: Person) -> int:
    """Erase the data of everybody whose term is over, as `erase_contact` does; answers how many.

    Raises:
        Forbidden: only a leader may.
        Refused: the company has set no term.
    """
    policy.require(actor, policy.erase_contact)
    company = the_company()
    if company.keep_contacts_months is None:
        raise Refused("no_term", _("Set in the settings first how long contacts are kept."))
    rows = past_term(company).select_for_update(of=("self",))
    ids = list(rows.values_list("pk", flat=True))
    _erase(ids)
    return len(ids)


def _erase(ids: list[int]) -> None:
    """Empty the rows of contacts and forget what they were: two statements for any number."""
    Contact.objects.filter(pk__in=ids).update(
        name="—",
        position="",
        phone="",
        email="",
        consent_source="",
        consent_at=None,
        erased_at=now(),
    )
    # The table of past states is made by the decorator, which types do not see.
    Contact.history.rel.related_model.objects.filter(pgh_obj__in=ids).delete()  # type: ignore[attr-defined]


def _locked(contact_id: ContactId) -> Contact:
    found = Contact.objects.select_for_update().filter(pk=contact_id, erased_at=None).first()
    if found is None:
        raise NotFound("contact")
    return found


def _write(contact: Contact, card: ContactCard) -> Contact:
    if not card.name.strip():
        raise Refused("no_name", _("Give the person's name."), field="name")
    contact.name, contact.position = card.name.strip()[:150], card.position.strip()[:150]
    contact.phone, contact.email = card.phone.strip()[:40], card.email.strip()
    if card.consent.strip() != contact.consent_source:
        contact.consent_source = card.consent.strip()[:200]
        contact.consent_at = now() if contact.consent_source else None
    contact.save()
    return contact
