"""Client companies and their contacts, by id and by words."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from pipeloop.clients.models import Account, Contact
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import AccountId, ContactId
from pipeloop.core.search import prefix_query


def account(account_id: AccountId) -> Account:
    """One client.

    Raises:
        NotFound: there is no such client.
    """
    row = Account.objects.select_related("owner").filter(pk=account_id).first()
    if row is None:
        raise NotFound("account")
    return row


def contact(contact_id: ContactId) -> Contact:
    """One person at a client.

    Raises:
        NotFound: there is no such contact, or it is erased.
    """
    row = Contact.objects.select_related("account").filter(pk=contact_id, erased_at=None).first()
    if row is None:
        raise NotFound("contact")
    return row


def contacts_of(account_id: AccountId) -> tuple[Contact, ...]:
    """The people known at a client."""
    return tuple(Contact.objects.filter(account=account_id, erased_at=None))


def known_contacts(account_id: int) -> int:
    """How many people are known at a client; who was erased is not."""
    return Contact.objects.filter(account=account_id, erased_at=None).count()


def owners_of_accounts() -> QuerySet[Any, Any]:
    """Ids of the people who own clients, as rows of a condition."""
    return Account.objects.exclude(owner=None).values("owner")


def account_names(text: str, *, limit: int = 8) -> list[Account]:
    """Clients whose words begin so, for choosing one while typing."""
    return list(accounts(text).order_by("name", "pk")[:limit]) if text else []


def accounts(text: str = "") -> QuerySet[Account]:
    """Clients that have every word of a text, each perhaps unfinished; all when it is empty."""
    if not text:
        return Account.objects.all()
    query = prefix_query(text)
    return Account.objects.none() if query is None else Account.objects.filter(search=query)
