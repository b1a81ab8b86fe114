"""How allauth is adapted: nobody can sign up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from pipeloop.company.models import Person


class Adapter(DefaultAccountAdapter):
    """People are added by those who manage people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def remove_other_addresses(
    instance: Person, created: bool, update_fields: frozenset[str] | None = None, **_more: Any
) -> None:
    """Let a person sign in with their present address only: allauth has a table of its own.

    Called after a person is saved.
    """
    from allauth.account.models import EmailAddress

    if not created and (update_fields is None or "email" in update_fields):
        addresses = EmailAddress.objects.filter(user=instance)
        addresses.exclude(email__iexact=instance.email or "").delete()


def display(person: Person) -> str:
    """How sign-in pages call a person."""
    return person.name
