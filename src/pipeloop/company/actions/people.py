"""Adding people, changing them, letting them go."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pipeloop.company import policy
from pipeloop.company.domain.time_zones import known_zone
from pipeloop.company.models import Company, Person, Role, Team
from pipeloop.company.words import Language, RoleCode
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import PersonId, TeamId

ADMINISTRATORS = (RoleCode.ADMINISTRATOR, RoleCode.OWNER)


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who a person is, in full.

    Args:
        email: with which they sign in; empty for somebody who does not.
        roles: codes of roles.
    """

    name: str
    email: str = ""
    team: TeamId | None = None
    roles: Collection[str] = ()
    language: str = Language.RU
    time_zone: str = "Europe/Moscow"


@transaction.atomic
def add_person(actor: Person, card: PersonCard) -> tuple[Person, str]:
    """Add somebody; answer them and the password to hand over, shown only once.

    Raises:
        Forbidden: the actor does not manage people, or not these roles.
        Refused: no name, an address in use, no such team or role.
    """
    policy.require(actor, policy.manage_people)
    password = secrets.token_urlsafe(9) if card.email.strip() else ""
    person = Person()
    person.set_password(password or None)
    _save_card(actor, person, card)
    return person, password


@transaction.atomic
def change_person(actor: Person, person_id: PersonId, card: PersonCard) -> tuple[Person, str]:
    """Change somebody's card; answer them, and a password when they sign in from now on.

    Raises:
        Forbidden, Refused: as for `add_person`; also somebody of a higher rank, and taking
            away the last administrator.
        NotFound: there is no such person.
    """
    policy.require(actor, policy.manage_people)
    # Whoever writes the address of somebody can sign in as them.
    person = _outranked(actor, _locked(person_id))
    password = ""
    if card.email.strip() and not person.email:
        password = secrets.token_urlsafe(9)
        person.set_password(password)
    _save_card(actor, person, card)
    _require_administrator()
    return person, password


@transaction.atomic
def change_profile(actor: Person, *, name: str, language: str, time_zone: str) -> Person:
    """Change one's own name, language and time zone.

    Raises:
        Refused: no name, or no such language or zone.
    """
    person = _locked(PersonId(actor.pk))
    _set_name(person, name)
    _set_locale(person, language, time_zone)
    person.save()
    return person


@transaction.atomic
def dismiss_person(actor: Person, person_id: PersonId) -> Person:
    """Let somebody go: they sign in no more, their sessions and keys end at once.

    Raises:
        Forbidden: the actor does not manage people, or not somebody of that rank.
        NotFound: there is no such person.
        Refused: it is the actor, or the last who can manage the company.
    """
    policy.require(actor, policy.manage_people)
    if person_id == actor.pk:
        raise Refused("yourself", _("You cannot deactivate yourself."))
    person = _outranked(actor, _locked(person_id))
    person.is_active = False
    # Sessions end with the password they were opened by; an inactive person is refused anyway.
    person.set_unusable_password()
    person.save()
    _require_administrator()
    person.tokens.all().delete()
    return person


@transaction.atomic
def reinstate_person(actor: Person, person_id: PersonId) -> tuple[Person, str]:
    """Let somebody work here again; answer them and a password to hand over.

    Raises:
        Forbidden: the actor does not manage people, or not somebody of that rank.
        NotFound: there is no such person.
    """
    policy.require(actor, policy.manage_people)
    person = _outranked(actor, _locked(person_id))
    person.is_active = True
    password = secrets.token_urlsafe(9) if person.email else ""
    person.set_password(password or None)
    person.save()
    return person, password


def lock_person(person: Person) -> None:
    """Lock the row of a person until the transaction ends: two requests of theirs run in turn."""
    _locked(PersonId(person.pk))


def _locked(person_id: PersonId) -> Person:
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise NotFound("person")
    return person


def _outranked(actor: Person, person: Person) -> Person:
    for code in person.role_codes:
        policy.require(actor, policy.grant_role, code)
    return person


def _save_card(actor: Person, person: Person, card: PersonCard) -> None:
    _set_name(person, card.name)
    _set_locale(person, card.language, card.time_zone)
    email = card.email.strip() or None
    same_email = Person.objects.filter(email__iexact=email).exclude(pk=person.pk)
    if email and same_email.exists():
        raise _address_in_use()
    person.email = email
    if card.team is not None and not Team.objects.filter(pk=card.team).exists():
        raise Refused("no_team", _("Choose a team from the list."), field="team")
    person.team_id = card.team
    roles = list(Role.objects.filter(code__in=card.roles))
    if len(roles) != len(set(card.roles)):
        raise Refused("no_role", _("Choose roles from the list."), field="roles")
    held = person.role_codes if person.pk else frozenset()
    # Giving a high role and taking it away both need the rank.
    for code in held.symmetric_difference(role.code for role in roles):
        policy.require(actor, policy.grant_role, code)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        # Somebody was given the address a moment ago.
        raise _address_in_use() from None
    person.roles.set(roles)
    person.__dict__.pop("role_codes", None)


def _address_in_use() -> Refused:
    return Refused("address_in_use", _("Somebody already has this address."), field="email")


def _set_name(person: Person, name: str) -> None:
    person.name = " ".join(name.split())[:150]
    if not person.name:
        raise Refused("no_name", _("Give the person's name."), field="name")


def _set_locale(person: Person, language: str, time_zone: str) -> None:
    if language not in Language.values:
        raise Refused("bad_language", _("Choose a language from the list."), field="language")
    if not known_zone(time_zone):
        raise Refused("bad_zone", _("Choose a time zone from the list."), field="time_zone")
    person.language, person.time_zone = language, time_zone


def _require_administrator() -> None:
    # The company's row is the lock: of two administrators who dismiss each other, one waits.
    Company.objects.select_for_update().get(pk=1)
    can_sign_in = Person.objects.filter(is_active=True, email__isnull=False)
    if not can_sign_in.filter(roles__code__in=ADMINISTRATORS).exists():
        raise Refused("last_administrator", _("At least one owner or administrator must remain."))
