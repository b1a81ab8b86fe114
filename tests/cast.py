"""The people and deals that tests share. Everything valid in one line.

Alice leads sales of the North, Bob closes there, Hugo hunts for him; Carol is of the South;
Olga owns the company; Adam administers. The fixtures of the same names are in conftest.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.test import Client

from pipeloop.company.actions.founding import found_company
from pipeloop.company.models import Company, Person, Role, Team
from pipeloop.conveyor.actions.leads import Lead, create_lead
from pipeloop.conveyor.models import Deal
from pipeloop.process.actions import start_from_template
from pipeloop.process.models import Step
from pipeloop.process.queries import has_live_version, live_version_id

PASSWORD = "a-long-and-quiet-password"
# A Tuesday, noon in Moscow.
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def company_with_process() -> None:
    """A company with the default process in force, if there is none yet."""
    found_company()
    if not has_live_version():
        start_from_template(None)


def forget_process() -> None:
    """A company that has no process yet."""
    with connection.cursor() as cursor:
        # A process made in this very transaction still waits for its references to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("TRUNCATE process_process CASCADE")


def company(**changes: Any) -> Company:
    """The company's row with these settings."""
    Company.objects.filter(pk=1).update(**changes)
    return Company.objects.get(pk=1)


def person(name: str, *roles: str, team: str = "", **fields: Any) -> Person:
    """Somebody with roles who can sign in with `PASSWORD`, and reads English."""
    email = fields.pop("email", f"{name.split()[0].lower()}@example.com")
    if team:
        fields["team"] = Team.objects.get_or_create(name=team)[0]
    fields.setdefault("language", "en")
    made = Person.objects.create_user(email, PASSWORD, name=name, **fields)
    made.roles.set(Role.objects.filter(code__in=roles))
    return made


def browser(reader: Person) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(reader)
    return client


def step(code: str) -> Step:
    """A step of the live process by its code: LG1 to LC10 and on."""
    return Step.objects.get(code=code, stage__version=live_version_id())


def deal(owner: Person, *, at: str = "LD1", client: str = "Harbour Foods", **fields: Any) -> Deal:
    """An open deal of somebody on a step; what the lead does not carry is set on the row."""
    known = {name: fields.pop(name) for name in list(fields) if name in Lead.__slots__}
    made = create_lead(owner, Lead(client=client, **known), at_step=step(at).pk)
    if fields:
        Deal.objects.filter(pk=made.pk).update(**fields)
    return Deal.objects.select_related("account", "stage", "step", "owner").get(pk=made.pk)
