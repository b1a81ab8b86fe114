"""Who may work on clients and see personal data, as named predicates."""

from __future__ import annotations

from pipeloop.company.models import Person
from pipeloop.company.policy import LEADERS, SELLERS, see_all_work
from pipeloop.company.words import RoleCode


def work_on_client(actor: Person) -> bool:
    """Add and change clients and their contacts."""
    return actor.plays(*SELLERS, *LEADERS)


def erase_contact(actor: Person) -> bool:
    """Erase a person's data for good, on their request."""
    return actor.plays(*LEADERS)


def see_personal_data(actor: Person) -> bool:
    """See the register of people at clients, and take out what is kept of them."""
    return see_all_work(actor)


def mark_key_client(actor: Person) -> bool:
    """Say that a client is a key one, or no longer."""
    return actor.plays(*LEADERS, RoleCode.OWNER)
