"""What sign-in asks of this product: nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from pipeloop.company.models import Person


class Adapter(DefaultAccountAdapter):
    """People are added by those who manage people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def display(person: Person) -> str:
    """How sign-in pages call a person."""
    return person.name
