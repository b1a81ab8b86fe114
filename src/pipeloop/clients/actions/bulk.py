"""Clients of loaded deals, many at once, and their removal when the load is undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import Origin


class AccountsByName:
    """Accounts by name, whatever the case; new ones are created with the load's origin."""

    def __init__(self, origin: Origin, at: datetime) -> None:
        self.origin = origin
        self.at = at
        self._by_name: dict[str, Account] = {}

    def ensure(self, wanted: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Read the accounts of these names, and create those that are not there.

        Args:
            wanted: names, each with the columns of a new account.
        """
        missing: dict[str, tuple[str, dict[str, Any]]] = {}
        for name, columns in wanted:
            if _key(name) not in self._by_name:
                missing.setdefault(_key(name), (name, columns))
        # A database of the locale C lowers only Latin letters: same spelling is compared too.
        same_name = Q(key__in=missing) | Q(
            name__in=[_trimmed(name) for name, _columns in missing.values()]
        )
        rows = Account.objects.annotate(key=Lower("name")).filter(same_name)
        self._by_name |= {_key(account.name): account for account in rows.order_by("-pk")}
        new = [
            Account(name=_trimmed(name), created_at=self.at, origin=self.origin, **columns)
            for key, (name, columns) in missing.items()
            if key not in self._by_name
        ]
        for account in Account.objects.bulk_create(new):
            self._by_name[_key(account.name)] = account

    def __getitem__(self, name: str) -> Account:
        return self._by_name[_key(name)]


@dataclass(frozen=True, slots=True)
class LoadedContact:
    """Somebody at a client, as a load gives them; `at` is since when they are known."""

    account: Account
    name: str
    at: datetime
    position: str = ""
    phone: str = ""
    email: str = ""
    consent: str = ""


def create_contacts(contacts: Iterable[LoadedContact], origin: Origin) -> list[Contact]:
    """Create the contacts of loaded deals, in order: one statement for any number."""
    return Contact.objects.bulk_create(
        Contact(
            account=contact.account,
            name=contact.name[:150],
            position=contact.position[:150],
            phone=contact.phone[:40],
            email=contact.email[:254],
            consent_source=contact.consent[:200],
            consent_at=contact.at if contact.consent else None,
            created_at=contact.at,
            origin=origin,
        )
        for contact in contacts
    )


def remove_loaded(origin: Origin, *, used_contacts: Q, used_accounts: Q) -> None:
    """Remove the clients and contacts that came with a load and that nothing uses.

    Those in use stay and belong to no load any more.

    Args:
        used_contacts, used_accounts: conditions on the rows that something refers to.
    """
    Contact.objects.filter(origin=origin).exclude(used_contacts).delete()
    Account.objects.filter(origin=origin).exclude(used_accounts).delete()
    Contact.objects.filter(origin=origin).update(origin=None)
    Account.objects.filter(origin=origin).update(origin=None)


def _trimmed(name: str) -> str:
    return " ".join(name.split())[:200]


def _key(name: str) -> str:
    return _trimmed(name).lower()
