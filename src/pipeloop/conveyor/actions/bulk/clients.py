"""Clients of loaded deals, found or made by name, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from pipeloop.company.models import Origin
from pipeloop.conveyor.models import Account


class Clients:
    """Accounts by name, whatever the case; new ones are made with the load's origin."""

    def __init__(self, origin: Origin, at: datetime) -> None:
        self.origin = origin
        self.at = at
        self._by_name: dict[str, Account] = {}

    def know(self, wanted: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Find the accounts of these names, and make those that are not there."""
        missing: dict[str, tuple[str, dict[str, Any]]] = {}
        for name, columns in wanted:
            if _key(name) not in self._by_name:
                missing.setdefault(_key(name), (name, columns))
        # A database of the locale C lowers only Latin letters: what is written alike is found too.
        alike = Q(key__in=missing) | Q(
            name__in=[_kept(name) for name, _columns in missing.values()]
        )
        found = Account.objects.annotate(key=Lower("name")).filter(alike)
        self._by_name |= {_key(account.name): account for account in found.order_by("-pk")}
        made = [
            Account(name=_kept(name), created_at=self.at, origin=self.origin, **columns)
            for key, (name, columns) in missing.items()
            if key not in self._by_name
        ]
        for account in Account.objects.bulk_create(made):
            self._by_name[_key(account.name)] = account

    def __getitem__(self, name: str) -> Account:
        return self._by_name[_key(name)]


def _kept(name: str) -> str:
    return " ".join(name.split())[:200]


def _key(name: str) -> str:
    return _kept(name).lower()
