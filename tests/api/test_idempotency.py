"""A write asked twice with one key is done once, and answered the same."""

from __future__ import annotations

from typing import Any

import pytest

from pipeloop.company.models import IdempotencyKey, Person
from pipeloop.conveyor.models import Deal, Event
from tests import cast
from tests.api.calling import Program, program_of, secret_of
from tests.api.operations import WRITES, Operation, stage_of
from tests.company.together import at_once

NEW = {"client": "Harbour Foods", "amount": 125_000, "source": "fair"}
OTHER = NEW | {"amount": 1}


@pytest.mark.django_db
def test_the_same_key_and_body_make_one_deal_and_one_answer(alice: Person) -> None:
    program = program_of(alice)
    first, second = (program.post("/deals", NEW, key="one") for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert Deal.objects.count() == 1
    assert Event.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("one", WRITES, ids=str)
def test_every_write_honours_its_key(
    adam: Person, alice: Person, bob: Person, one: Operation
) -> None:
    stage, program = stage_of(bob), program_of(alice)
    assert one.body is not None
    where, body = one.address(stage), one.body(stage)
    if one.done >= 400:
        # What was refused is not remembered: it may be asked again.
        assert program.send(one.method, where, body, key="one").status_code == one.done
        assert not IdempotencyKey.objects.exists()
        return
    first = program.send(one.method, where, body, key="one")
    events, people = Event.objects.count(), Person.objects.count()
    second = program.send(one.method, where, body, key="one")
    assert first.status_code == second.status_code == one.done
    assert first.json() == second.json()
    assert (Event.objects.count(), Person.objects.count()) == (events, people)


@pytest.mark.django_db
def test_without_a_key_the_same_body_makes_two_deals(alice: Person) -> None:
    program = program_of(alice)
    assert program.post("/deals", NEW).json()["id"] != program.post("/deals", NEW).json()["id"]


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused(alice: Person) -> None:
    program = program_of(alice)
    program.post("/deals", NEW, key="one")
    answer = program.post("/deals", OTHER, key="one")
    assert answer.status_code == 422
    assert answer.json() == {
        "error": "key_reused",
        "message": "This idempotency key was used for another request.",
        "field": "Idempotency-Key",
    }
    assert list(Deal.objects.values_list("amount", flat=True)) == [125_000]


@pytest.mark.django_db
def test_the_same_key_at_another_address_is_refused(alice: Person) -> None:
    program, deals = program_of(alice), [cast.deal(alice), cast.deal(alice)]
    statuses = [
        program.post(f"/deals/{deal.pk}/notes", {"text": "Called"}, key="one").status_code
        for deal in deals
    ]
    assert statuses == [200, 422]
    assert Event.objects.filter(kind="noted").count() == 1


@pytest.mark.django_db
def test_a_key_is_ones_own(alice: Person, bob: Person) -> None:
    first = program_of(alice).post("/deals", NEW, key="one")
    second = program_of(bob).post("/deals", NEW, key="one")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


@pytest.mark.django_db
def test_after_a_refusal_the_key_serves_the_corrected_request(alice: Person) -> None:
    program = program_of(alice)
    assert program.post("/deals", {"client": "  "}, key="one").status_code == 422
    assert program.post("/deals", NEW, key="one").status_code == 201


@pytest.mark.django_db
def test_the_first_answer_is_repeated_after_the_deal_has_changed(alice: Person) -> None:
    program = program_of(alice)
    first = program.post("/deals", NEW, key="one").json()
    program.post(f"/deals/{first['id']}/notes", {"text": "Called"})
    again = program.post("/deals", NEW, key="one").json()
    assert again == first
    assert program.get(f"/deals/{first['id']}").json()["revision"] > first["revision"]


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "status"), [("k" * 200, 201), ("k" * 201, 422)])
def test_a_key_has_two_hundred_letters_at_most(alice: Person, key: str, status: int) -> None:
    assert program_of(alice).post("/deals", NEW, key=key).status_code == status
    assert Deal.objects.count() == (1 if status == 201 else 0)


@pytest.mark.django_db
def test_the_password_of_somebody_added_is_not_in_the_kept_answer(adam: Person) -> None:
    body = {"name": "Dina Moss", "email": "dina@example.com"}
    answer = program_of(adam).post("/people", body, key="one")
    assert "password" not in answer.json()
    assert "password" not in repr(IdempotencyKey.objects.get().answer)


def both(*calls: Any) -> list[Any]:
    """The answers to calls made at once, each by a program of its own."""
    answers = at_once(*calls)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_make_one_deal(alice: Person) -> None:
    secret = secret_of(alice)
    answers = both(*[lambda: Program(secret).post("/deals", NEW, key="one")] * 2)
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Deal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_and_two_bodies_make_one_deal(alice: Person) -> None:
    secret = secret_of(alice)
    answers = both(
        *(
            lambda body=body: Program(secret).post("/deals", body, key="one")
            for body in (NEW, OTHER)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert Deal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_address_given_to_two_at_once_is_no_matter_of_keys(adam: Person) -> None:
    secret = secret_of(adam)
    answers = both(
        *(
            lambda key=key: Program(secret).post(
                "/people", {"name": key, "email": "dina@example.com"}, key=key
            )
            for key in ("one", "two")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert (refused.json()["error"], refused.json()["field"]) == ("address_in_use", "email")
