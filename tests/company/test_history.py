"""Every change of people, teams and settings leaves the state before it behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from pipeloop.company.actions import (
    add_person,
    change_company,
    change_person,
    dismiss_person,
    save_calendar,
    save_team,
)
from pipeloop.company.models import Company, Person
from pipeloop.core.ids import PersonId, TeamId
from tests import cast
from tests.company.test_people import NEW, card_of
from tests.company.test_settings import CARD, SHIFT

pytestmark = pytest.mark.django_db


def past(row: Any, *fields: str) -> list[tuple[Any, ...]]:
    """The states of a row, the oldest first."""
    return list(row.history.order_by("pgh_id").values_list("pgh_label", *fields))


def test_a_change_of_a_person_leaves_both_states(adam: Person, bob: Person) -> None:
    change_person(adam, PersonId(bob.pk), card_of(bob, name="Robert Stone", email="r@example.com"))
    assert past(bob, "name", "email") == [
        ("insert", "Bob Stone", "bob@example.com"),
        ("update", "Robert Stone", "r@example.com"),
    ]


def test_a_dismissal_is_seen_in_the_history(adam: Person, bob: Person) -> None:
    dismiss_person(adam, PersonId(bob.pk))
    assert past(bob, "is_active") == [("insert", True), ("update", False)]


def test_a_change_behind_the_back_of_the_program_is_kept_too(bob: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE company_person SET name = 'Bobby' WHERE id = %s", [bob.pk])
    assert past(bob, "name")[-1] == ("update", "Bobby")


def test_a_new_password_alone_leaves_no_trace(bob: Person) -> None:
    bob.set_password("another-long-password")
    bob.save()
    assert len(past(bob)) == 1


def test_no_history_has_a_place_for_a_password_or_a_key() -> None:
    histories = [m for m in apps.get_models() if m.__name__.endswith("History")]
    fields = {field.name for model in histories for field in model._meta.get_fields()}
    assert "name" in fields
    assert {"password", "last_login", "digest"}.isdisjoint(fields)


def test_neither_the_password_nor_its_hash_is_in_the_past_states(adam: Person) -> None:
    added, password = add_person(adam, NEW)
    change_person(adam, PersonId(added.pk), replace(NEW, name="Diana Moss"))
    kept = repr(list(added.history.values()))  # type: ignore[attr-defined]
    assert "Diana Moss" in kept
    assert password not in kept
    assert added.password not in kept


def test_changes_of_the_company_its_teams_and_calendars_are_kept(alice: Person) -> None:
    company = Company.objects.get(pk=1)
    states = len(past(company))
    change_company(alice, CARD)
    assert past(company, "currency")[states:] == [("update", "EUR")]
    team = save_team(alice, None, name="East")
    save_team(alice, TeamId(team.pk), name="West")
    assert past(team, "name") == [("insert", "East"), ("update", "West")]
    calendar = save_calendar(alice, None, SHIFT)
    save_calendar(alice, calendar.pk, replace(SHIFT, country=""))
    assert past(calendar, "country") == [("insert", "DE"), ("update", "")]


def test_a_change_made_on_a_page_records_who_made_it(adam: Person, bob: Person) -> None:
    form = {"name": "Robert", "language": "en", "time_zone": "UTC", "email": bob.email or ""}
    cast.browser(adam).post(f"/company/people/{bob.pk}/", form)
    latest = bob.history.order_by("pgh_id").last()  # type: ignore[attr-defined]
    assert latest.name == "Robert"
    assert latest.pgh_context.metadata["user"] == adam.pk


def test_a_save_that_changes_nothing_adds_no_state(bob: Person) -> None:
    bob.save()
    assert len(past(bob)) == 1
