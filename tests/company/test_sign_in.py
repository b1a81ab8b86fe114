"""Sign-in: who comes in, who does not, and how often one may try."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from pipeloop.company.actions import change_person, dismiss_person, reinstate_person
from pipeloop.company.models import Person
from pipeloop.core.ids import PersonId
from tests import cast
from tests.company.test_people import card_of

pytestmark = pytest.mark.django_db

SIGN_IN, RESET = "/account/login/", "/account/password/reset/"


def sign_in(client: Client, login: str, password: str = cast.PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": login, "password": password})


def is_in(client: Client) -> bool:
    """Whether somebody is signed in in this browser."""
    return bool(client.get("/company/me/").status_code == 200)


@pytest.mark.parametrize("login", ["bob@example.com", "BOB@Example.Com", " bob@example.com "])
def test_one_signs_in_with_the_address_whatever_its_case(bob: Person, login: str) -> None:
    client = Client()
    assert sign_in(client, login).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("bob@example.com", "another-long-password"),
        ("bob@example.com", ""),
        ("bob@example.com", cast.PASSWORD.upper()),
        ("eve@example.com", cast.PASSWORD),
        ("Bob Stone", cast.PASSWORD),
    ],
)
def test_a_wrong_pair_lets_nobody_in(bob: Person, login: str, password: str) -> None:
    client = Client()
    assert sign_in(client, login, password).status_code == 200
    assert not is_in(client)


def test_a_stranger_does_not_learn_who_works_here(bob: Person) -> None:
    def errors(login: str) -> list[str]:
        form = sign_in(Client(), login, "another-long-password").context["form"]
        return [str(words) for words in form.non_field_errors()]

    assert errors("bob@example.com") == errors("eve@example.com") != []


def test_somebody_inactive_does_not_sign_in(bob: Person) -> None:
    Person.objects.filter(pk=bob.pk).update(is_active=False)
    client = Client()
    sign_in(client, "bob@example.com")
    assert not is_in(client)


def test_the_dismissed_are_out_at_once_in_every_browser(adam: Person, bob: Person) -> None:
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser, "bob@example.com")
        assert is_in(browser)
    dismiss_person(adam, PersonId(bob.pk))
    assert [is_in(browser) for browser in browsers] == [False, False]


def test_an_old_session_does_not_come_back_with_the_person(adam: Person, bob: Person) -> None:
    client = Client()
    sign_in(client, "bob@example.com")
    dismiss_person(adam, PersonId(bob.pk))
    _back, password = reinstate_person(adam, PersonId(bob.pk))
    assert not is_in(client)
    sign_in(client, "bob@example.com", password)
    assert is_in(client)


def test_the_dismissed_get_no_letter_to_make_a_new_password(adam: Person, bob: Person) -> None:
    dismiss_person(adam, PersonId(bob.pk))
    Client().post(RESET, {"email": "bob@example.com"})
    assert not [letter for letter in mail.outbox if "password/reset/key" in letter.body]


def test_a_new_address_is_the_one_to_sign_in_with(adam: Person, bob: Person) -> None:
    # So allauth remembers an address by which a letter has come.
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True, primary=True)
    change_person(adam, PersonId(bob.pk), card_of(bob, email="robert@example.com"))
    old, new = Client(), Client()
    sign_in(old, "bob@example.com")
    sign_in(new, "robert@example.com")
    assert [is_in(old), is_in(new)] == [False, True]


def test_an_address_that_was_changed_gets_no_letters(adam: Person, bob: Person) -> None:
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True, primary=True)
    change_person(adam, PersonId(bob.pk), card_of(bob, email="robert@example.com"))
    Client().post(RESET, {"email": "bob@example.com"})
    assert not [letter for letter in mail.outbox if "password/reset/key" in letter.body]
    Client().post(RESET, {"email": "robert@example.com"})
    assert "password/reset/key" in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["robert@example.com"]


def test_nobody_changes_their_address_past_those_who_manage_people(
    adam: Person, bob: Person
) -> None:
    client = Client()
    sign_in(client, "bob@example.com")
    for taken in ("eve@example.com", "ADAM@example.com"):
        client.post("/account/email/", {"action_add": "", "email": taken})
        client.post("/account/email/", {"action_primary": "", "email": taken})
    assert client.get("/account/email/").status_code == 404
    assert not EmailAddress.objects.exists()
    bob.refresh_from_db()
    assert bob.email == "bob@example.com"


def test_five_wrong_passwords_lock_that_person_out(bob: Person) -> None:
    client = Client()
    for _attempt in range(5):
        sign_in(client, "bob@example.com", "another-long-password")
    answer = sign_in(client, "bob@example.com")
    assert "Too many failed login attempts" in answer.content.decode()
    assert not is_in(client)


def test_the_lockout_holds_on_other_machines_too(bob: Person) -> None:
    for n in range(5):
        body = {"login": "bob@example.com", "password": "another-long-password"}
        Client(REMOTE_ADDR=f"10.0.0.{n}").post(SIGN_IN, body)
    client = Client(REMOTE_ADDR="10.0.1.1")
    sign_in(client, "bob@example.com")
    assert not is_in(client)


def test_nobody_else_is_locked_out(bob: Person, alice: Person) -> None:
    client = Client()
    for _attempt in range(5):
        sign_in(client, "bob@example.com", "another-long-password")
    sign_in(client, "alice@example.com")
    assert is_in(client)


def test_one_machine_does_not_try_one_password_on_everybody(alice: Person) -> None:
    client = Client()
    for n in range(10):
        sign_in(client, f"guess{n}@example.com", "another-long-password")
    sign_in(client, "alice@example.com")
    assert not is_in(client)


def test_after_sign_in_one_is_where_one_wanted_to_be(bob: Person) -> None:
    body = {"login": "bob@example.com", "password": cast.PASSWORD, "next": "/company/me/"}
    answer = Client().post(SIGN_IN, body)
    assert answer["Location"] == "/company/me/"


def test_sign_in_leads_to_no_other_site(bob: Person) -> None:
    body = {"login": "bob@example.com", "password": cast.PASSWORD, "next": "https://evil.example/"}
    assert Client().post(SIGN_IN, body)["Location"] == "/"


def test_signing_out_ends_the_session(bob: Person) -> None:
    client = Client()
    sign_in(client, "bob@example.com")
    client.post("/account/logout/")
    assert not is_in(client)
