"""Who may do and see what in the company, as named predicates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.core.errors import Forbidden

Subject = ParamSpec("Subject")

MANAGERS = (RoleCode.HEAD_OF_SALES, RoleCode.OWNER, RoleCode.ADMINISTRATOR)
LEADERS = (RoleCode.HEAD_OF_SALES, RoleCode.ADMINISTRATOR)
SELLERS = (
    RoleCode.MARKETER,
    RoleCode.HUNTER,
    RoleCode.CLOSER,
    RoleCode.CLIENT_MANAGER,
    RoleCode.KEY_ACCOUNT_MANAGER,
)


def require(
    actor: Person,
    predicate: Callable[Concatenate[Person, Subject], bool],
    *subject: Subject.args,
    **named: Subject.kwargs,
) -> None:
    """Let the actor go on if the predicate allows it.

    Raises:
        Forbidden: it does not, or the actor is no longer with the company.
    """
    if not actor.is_active or not predicate(actor, *subject, **named):
        raise Forbidden(getattr(predicate, "__name__", "rule"))


def see_people(actor: Person) -> bool:
    """Everybody knows their colleagues."""
    return actor.is_active


def manage_people(actor: Person) -> bool:
    """Add people, give roles, teams and sign-in."""
    return actor.plays(RoleCode.ADMINISTRATOR, RoleCode.OWNER, RoleCode.HEAD_OF_SALES)


def grant_role(actor: Person, code: str) -> bool:
    """A head of sales does not make owners and administrators."""
    if code in (RoleCode.OWNER, RoleCode.ADMINISTRATOR):
        return actor.plays(RoleCode.ADMINISTRATOR, RoleCode.OWNER)
    return manage_people(actor)


def change_company(actor: Person) -> bool:
    """Change the settings, calendars and teams."""
    return actor.plays(*MANAGERS)


def see_all_work(actor: Person) -> bool:
    """See every deal of the company."""
    return actor.plays(*MANAGERS)
