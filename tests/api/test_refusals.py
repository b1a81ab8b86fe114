"""A refusal tells a program the code and the field, and a person the words in their language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from pipeloop.company.models import Person
from pipeloop.conveyor.models import Deal, Event
from pipeloop.core import clock
from tests import cast
from tests.api.calling import V1, Program, program_of
from tests.api.operations import reason

pytestmark = pytest.mark.django_db

WORDS: dict[str, tuple[str, str]] = {
    "forbidden": (
        "Your role does not allow this. Ask the head of sales.",
        "Ваша роль этого не позволяет. Обратитесь к РОПу.",
    ),
    "notfound": (
        "There is no such page, or it is not yours to see.",
        "Такой страницы нет, или она вам не видна.",
    ),
    "no_client": ("Name the client.", "Назовите клиента."),
    "stale": (
        "Somebody changed it a moment ago. See how it is now.",
        "Кто-то только что это изменил. Посмотрите, как теперь.",
    ),
    "gate_closed": ("The exit criteria do not hold yet.", "Условия выхода ещё не выполнены."),
    "invalid": ("The request was not understood: ", "Запрос не понят: "),
    "not_json": ("The request was not understood: ", "Запрос не понят: "),
}


def refusal(reader: Person, error: str) -> Any:
    """An answer that refuses with this code."""
    program, deal = program_of(reader), cast.deal(reader, at="LD2")
    where = f"/deals/{deal.pk}"
    if error == "forbidden":
        return program.post("/people", {"name": "Dina"})
    if error == "notfound":
        return program.get("/deals/999999999")
    if error == "no_client":
        return program.post("/deals", {"client": " "})
    if error == "stale":
        return program.post(f"{where}/facts", {"seen": 99, "facts": {}})
    if error == "gate_closed":
        return program.post(f"{where}/move", {"seen": 1, "to": cast.step("LD3").pk})
    if error == "invalid":
        return program.post("/deals", {"client": 5})
    return program.post("/deals", b"{")


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("error", "status", "field"),
    [
        ("forbidden", 403, ""),
        ("notfound", 404, ""),
        ("no_client", 422, "client"),
        ("stale", 409, ""),
        ("gate_closed", 409, ""),
        ("invalid", 422, "client"),
        ("not_json", 422, ""),
    ],
)
def test_a_refusal_has_a_code_a_field_and_words(
    house: None, language: str, error: str, status: int, field: str
) -> None:
    answer = refusal(cast.person("Rita Reader", "closer", language=language), error)
    result = answer.json()
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")
    assert (result["error"], result["field"]) == (error, field)
    assert result["message"].startswith(WORDS[error][language == "ru"])
    assert answer["Content-Language"] == language


@pytest.mark.parametrize(("language", "word"), [("en", "Sign in"), ("ru", "Войдите")])
def test_a_stranger_is_refused_in_the_language_asked_for(
    house: None, language: str, word: str
) -> None:
    answer = Program(**{"Accept-Language": language}).get("/me")
    assert answer.json()["message"].startswith(word)


def test_the_language_of_a_key_ends_with_its_call(house: None, adam: Person) -> None:
    program_of(cast.person("Rita Reader", language="ru")).get("/people/999999999")
    page = Client().get("/account/login/", headers={"Accept-Language": "en"})
    assert '<html lang="en"' in page.content.decode()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "client"),
        ({"client": "A", "amount": -1}, "amount"),
        ({"client": "A", "amount": 10**15 + 1}, "amount"),
        ({"client": "A", "amount": 1.5}, "amount"),
        ({"client": "A", "amount": "many"}, "amount"),
        ({"client": "A", "currency": "rub"}, "currency"),
        ({"client": "A", "email": "nobody"}, "email"),
        ({"client": "A", "motion": "sideways"}, "motion"),
        ({"client": "A", "step": 0}, "step"),
        ({"client": "A\x00"}, "client"),
        ({"client": "A" * 201}, "client"),
        ({"client": "A", "owner": 1}, "owner"),
        ({"client": "A", "step": 999_999_999}, "step"),
    ],
)
def test_a_wrong_lead_names_its_field_and_is_not_kept(
    alice: Person, body: dict[str, Any], field: str
) -> None:
    answer = program_of(alice).post("/deals", body)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert not Deal.objects.exists()


def test_a_wrong_question_names_its_field_too(alice: Person) -> None:
    program = program_of(alice)
    assert program.get("/people", page=0).json()["field"] == "page"
    assert program.get("/deals/0").json()["field"] == "deal_id"
    body = {"seen": 1, "facts": {}, "people": [{"name": "Ann", "role": "emperor"}]}
    assert program.post("/deals/1/facts", body).json()["field"] == "people.0.role"
    assert program.post("/deals", []).json()["field"] == ""


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"null", b'"text"', b"1"])
def test_a_body_that_is_no_object_is_not_understood(alice: Person, body: bytes) -> None:
    answer = program_of(alice).post("/deals", body)
    assert answer.status_code == 422
    assert answer.json()["error"] in ("not_json", "invalid")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"name": " "}, "no_name", "name"),
        ({"name": "A", "email": "BOB@example.com"}, "address_in_use", "email"),
        ({"name": "A", "roles": ["emperor"]}, "no_role", "roles"),
        ({"name": "A", "team": 999_999_999}, "no_team", "team"),
        ({"name": "A", "time_zone": "Moon"}, "bad_zone", "time_zone"),
    ],
)
def test_a_wrong_person_names_the_rule_and_the_field(
    alice: Person, bob: Person, body: dict[str, Any], code: str, field: str
) -> None:
    answer = program_of(alice).post("/people", body)
    assert answer.status_code == 422
    assert (answer.json()["error"], answer.json()["field"]) == (code, field)
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("move", lambda: {"to": cast.step("LD3").pk}),
        ("return", lambda: {"to": cast.step("LD1").pk, "reason": "Too early"}),
        ("won", lambda: {"reason": reason("w_value")}),
        ("lost", lambda: {"reason": reason("c_price")}),
        ("facts", lambda: {"facts": {"field:need_hypothesis": "A new line"}}),
        ("owner", lambda: {"owner": 1}),
        ("resume", dict),
        ("people", lambda: {"person": {"name": "Ann", "role": "decider"}}),
    ],
)
def test_who_is_late_gets_the_deal_as_it_is_now(alice: Person, verb: str, more: Any) -> None:
    program, deal = program_of(alice), cast.deal(alice, at="LD2")
    program.post(f"/deals/{deal.pk}/notes", {"text": "Called", "contact": True})
    events = Event.objects.count()
    answer = program.post(f"/deals/{deal.pk}/{verb}", {"seen": deal.revision} | more())
    assert answer.status_code == 409
    assert answer.json()["error"] == "stale"
    fresh = program.get(f"/deals/{deal.pk}").json()
    assert answer.json()["fresh"] == fresh
    assert fresh["revision"] == deal.revision + 1
    assert Event.objects.count() == events


def test_with_the_fresh_revision_the_late_one_goes_on(alice: Person) -> None:
    program, deal = program_of(alice), cast.deal(alice, at="LD2")
    program.post(f"/deals/{deal.pk}/notes", {"text": "Called"})
    body = {"seen": deal.revision, "facts": {"field:need_hypothesis": "A new line"}}
    late = program.post(f"/deals/{deal.pk}/facts", body).json()
    again = program.post(f"/deals/{deal.pk}/facts", body | {"seen": late["fresh"]["revision"]})
    assert again.status_code == 200
    assert again.json()["facts"]["field:need_hypothesis"] == "A new line"


def test_a_closed_gate_names_every_criterion(alice: Person) -> None:
    deal = cast.deal(alice)
    body = {"seen": deal.revision, "to": cast.step("LD2").pk}
    result = program_of(alice).post(f"/deals/{deal.pk}/move", body).json()
    assert result["fresh"] is None
    missing = [one["evidence"] for one in result["checks"] if not one["holds"]]
    assert "field:need_hypothesis" in missing


def test_an_address_that_is_not_there_is_not_found(alice: Person) -> None:
    for where in ("/emperors", "/deals/one", "/deals/-1/notes", "/deals/%0A"):
        for answer in (program_of(alice).get(where), program_of(alice).post(where, {})):
            assert answer.status_code == 404
            assert answer.json()["error"] == "notfound"


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 100])
def test_an_impossible_number_is_refused_and_breaks_nothing(alice: Person, number: str) -> None:
    program = program_of(alice)
    for where in (f"/deals/{number}", f"/people/{number}", f"/clients/{number}"):
        assert program.get(where).status_code == 422


def test_the_day_is_counted_by_the_callers_clock(alice: Person) -> None:
    late = cast.person("Ken Tokyo", "head_of_sales", time_zone="Asia/Tokyo")
    early = cast.person("Lea York", "head_of_sales", time_zone="America/New_York")
    # In Tokyo the fourth of March has begun; in New York it is the third.
    statuses = []
    for reader in (late, early):
        deal = cast.deal(alice)
        body = {"seen": 1, "reason": reason("c_price"), "return_on": "2026-03-04"}
        program = program_of(reader)
        with clock.at(datetime(2026, 3, 3, 16, 0, tzinfo=UTC)):
            statuses.append(program.post(f"/deals/{deal.pk}/lost", body).status_code)
    assert statuses == [422, 200]


def test_the_api_carries_the_policy_of_content(alice: Person) -> None:
    for answer in (program_of(alice).get("/me"), Program().get("/me")):
        assert "unsafe-inline" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert Client().get(f"{V1}/openapi.json").status_code == 200
