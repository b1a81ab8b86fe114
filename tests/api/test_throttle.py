"""So many calls a minute, for each person."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from pipeloop.company.models import Person
from pipeloop.site.api import PersonThrottle, api
from tests import cast
from tests.api.calling import Program, program_of

pytestmark = pytest.mark.django_db

LIMIT = 600


def count_calls(person: Person, calls: int) -> None:
    """As if somebody had called so often this minute."""
    moment = PersonThrottle.timer()
    cache.set(f"api-{person.pk}", [moment] * calls, 60)


def test_six_hundred_calls_a_minute_are_enough() -> None:
    throttle = api.throttle[0]  # type: ignore[index]
    assert (throttle.num_requests, throttle.duration) == (LIMIT, 60)


def test_the_last_call_of_the_minute_is_answered_the_next_one_is_not(alice: Person) -> None:
    program = program_of(alice)
    count_calls(alice, LIMIT - 1)
    assert [program.get("/me").status_code for _call in range(2)] == [200, 429]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "you are sending too many requests"), ("ru", "запросов")]
)
def test_too_many_calls_are_refused_with_words_and_a_time_to_wait(
    house: None, language: str, words: str
) -> None:
    reader = cast.person("Rita Reader", "closer", language=language)
    count_calls(reader, LIMIT)
    answer = program_of(reader).get("/me")
    assert answer.status_code == 429
    assert answer.json()["error"] == "too_many"
    assert words in answer.json()["message"]
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_a_refused_call_does_nothing(alice: Person) -> None:
    count_calls(alice, LIMIT)
    assert program_of(alice).post("/people", {"name": "Dina"}).status_code == 429
    assert not Person.objects.filter(name="Dina").exists()


def test_all_keys_and_pages_of_one_person_count_together(alice: Person) -> None:
    count_calls(alice, LIMIT)
    assert program_of(alice).get("/me").status_code == 429
    assert cast.browser(alice).get("/api/v1/me").status_code == 429


def test_one_person_does_not_spend_the_calls_of_another(alice: Person, bob: Person) -> None:
    count_calls(alice, LIMIT)
    assert program_of(bob).get("/me").status_code == 200


def test_a_stranger_is_refused_before_being_counted(house: None) -> None:
    assert Program().get("/me").status_code == 401


def test_after_a_minute_the_calls_are_answered_again(alice: Person) -> None:
    cache.set(f"api-{alice.pk}", [PersonThrottle.timer() - 61] * LIMIT, 60)
    assert program_of(alice).get("/me").status_code == 200
