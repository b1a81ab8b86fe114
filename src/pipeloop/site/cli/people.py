"""`pipeloop user`: adds people and sets passwords, for whoever runs the machine."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from getpass import getpass
from gettext import gettext as _
from typing import TYPE_CHECKING

from pipeloop.site.cli.arguments import add_command, add_json
from pipeloop.site.cli.installation import data_folder, open_installation
from pipeloop.site.cli.output import print_result
from pipeloop.site.cli.prepare import require_tables
from pipeloop.site.cli.problem import Problem

if TYPE_CHECKING:
    from pipeloop.company.models import Person
    from pipeloop.site.cli.arguments import Commands


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    words = _("add a person, or give one a new password")
    parser = add_command(commands, "user", run, words)
    parser.add_argument("do", choices=("add", "password"), help=_("what to do"))
    parser.add_argument("--email", required=True, metavar=_("ADDRESS"), help=_("their address"))
    parser.add_argument("--name", default="", metavar=_("NAME"), help=_("their name, to add them"))
    parser.add_argument(
        "--role",
        action="append",
        default=[],
        metavar=_("ROLE"),
        help=_("a role they hold, such as head_of_sales; may be given more than once"),
    )
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Add a person or change a password, read from the terminal or a pipe."""
    with open_installation(data_folder(arguments.data)):
        require_tables()
        if arguments.do == "add":
            person = _add(arguments.email, arguments.name, arguments.role)
            words = _("%(email)s can sign in.")
        else:
            person = _change_password(arguments.email)
            words = _("%(email)s has a new password.")
        result = {"id": person.pk, "email": person.email, "roles": sorted(person.role_codes)}
        print_result(words % {"email": person.email}, result, as_json=arguments.json)
    return 0


def _add(email: str, name: str, roles: list[str]) -> Person:
    from django.db import transaction

    from pipeloop.company.actions import PersonCard, add_person
    from pipeloop.company.models import Person, Role

    codes = list(Role.objects.values_list("code", flat=True))
    unknown = sorted(set(roles) - set(codes))
    if unknown or not roles:
        words = _("Unknown role: %(roles)s. Known roles: %(known)s.")
        raise Problem(words % {"roles": ", ".join(unknown) or "—", "known": ", ".join(codes)})
    if not name.strip():
        raise Problem(_("Give the person's name with --name."))
    if _find(email) is not None:
        raise Problem(_("%(email)s is already there.") % {"email": email})
    password = _ask_password(Person(email=_valid(email), name=name))
    administrator = _any_administrator()
    if administrator is None:
        return _open(email, name, roles, password)
    with transaction.atomic():
        person, _generated = add_person(administrator, PersonCard(name, email, roles=roles))
        person.set_password(password)
        person.save(update_fields=["password"])
    return person


def _any_administrator() -> Person | None:
    """Somebody in whose name the command acts: who runs the machine may do what they may."""
    from pipeloop.company.models import Person
    from pipeloop.company.words import RoleCode

    administrators = (RoleCode.ADMINISTRATOR, RoleCode.OWNER)
    return Person.objects.filter(is_active=True, roles__code__in=administrators).first()


def _open(email: str, name: str, roles: list[str], password: str) -> Person:
    """Add the first person, who becomes an administrator besides what was asked for."""
    from django.db import transaction

    from pipeloop.company.actions import PersonCard, change_person, set_up_company
    from pipeloop.company.queries import the_company
    from pipeloop.company.words import Language, RoleCode
    from pipeloop.core.ids import PersonId

    language = Language(os.environ["LANGUAGE"])
    with transaction.atomic():
        first = set_up_company(
            company=the_company().name, name=name, email=email, password=password, language=language
        )
        card = PersonCard(name, email, roles={*roles, RoleCode.ADMINISTRATOR}, language=language)
        person, _password = change_person(first, PersonId(first.pk), card)
    return person


def _change_password(email: str) -> Person:
    person = _find(email)
    if person is None:
        raise Problem(_("Nobody has the address %(email)s.") % {"email": email})
    person.set_password(_ask_password(person))
    person.save(update_fields=["password"])
    return person


def _find(email: str) -> Person | None:
    from pipeloop.company.models import Person

    return Person.objects.filter(email__iexact=email).first()


def _valid(email: str) -> str:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email)
    except ValidationError:
        raise Problem(_("%(email)s is not an address.") % {"email": email}) from None
    return email


def _ask_password(person: Person) -> str:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    password = getpass(_("Password: ")) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, person)
    except ValidationError as refused:
        raise Problem(" ".join(refused.messages)) from None
    return password
