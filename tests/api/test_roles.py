"""Every role against every operation of the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import ApiToken, Company, Person
from pipeloop.conveyor.models import Deal, Event
from pipeloop.core.clock import now
from pipeloop.exchange.models import Export
from pipeloop.site.api import api
from tests import cast
from tests.api.calling import V1, Program, program_of
from tests.api.operations import (
    EVERYBODY,
    MANAGERS,
    ON_DEALS,
    OPERATIONS,
    SELLERS,
    Operation,
    Stage,
    stage_of,
)

pytestmark = pytest.mark.django_db
ROLES = sorted(EVERYBODY)
FORBIDDEN, NOT_SHOWN, NO_KEY = (403, "forbidden"), (404, "notfound"), (401, "unauthenticated")


@pytest.fixture
def stage(adam: Person, bob: Person) -> Stage:
    """A deal of Bob's, and somebody who keeps the company."""
    return stage_of(bob)


def everything() -> list[Any]:
    """All that the operations could change."""
    models = (Person, Company, Deal, Event, Account, Contact, Export)
    return [list(model.objects.order_by("pk").values()) for model in models]


def answers(
    program: Program, stage: Stage, operations: Iterable[Operation] = OPERATIONS
) -> dict[str, Any]:
    """How each operation answers from the same start; a refusal leaves no trace."""
    return {str(operation): _answer(program, operation, stage) for operation in operations}


def _answer(program: Program, operation: Operation, stage: Stage) -> Any:
    before = everything() if operation.body else None
    with transaction.atomic():
        body = operation.body(stage) if operation.body else None
        answer = program.send(operation.method, operation.address(stage), body)
        refused = answer.status_code >= 400
        if refused and operation.body:
            assert everything() == before
        transaction.set_rollback(True)
    barred = answer.status_code in (401, 403, 404)
    return (answer.status_code, answer.json()["error"]) if barred else answer.status_code


def test_the_list_of_operations_is_whole() -> None:
    paths = api.get_openapi_schema()["paths"]
    known = {
        f"{method.upper()} {path.removeprefix(V1)}" for path in paths for method in paths[path]
    }
    assert {str(operation) for operation in OPERATIONS} == known


@pytest.mark.parametrize("role", ROLES)
def test_an_operation_is_for_those_it_is_for(stage: Stage, role: str) -> None:
    reader = cast.person("Rita Reader", *([role] if role else []))
    hidden = role not in MANAGERS
    assert answers(program_of(reader), stage) == {
        str(operation): operation.done
        if role in operation.who
        else NOT_SHOWN
        if operation.hides and hidden
        else FORBIDDEN
        for operation in OPERATIONS
    }


@pytest.mark.parametrize("role", [*sorted(SELLERS), ""])
def test_a_team_works_on_its_deals_together(stage: Stage, role: str) -> None:
    reader = cast.person("Rita Reader", *([role] if role else []), team="North")
    assert answers(program_of(reader), stage, ON_DEALS) == {
        str(operation): operation.done if role in SELLERS or operation.body is None else FORBIDDEN
        for operation in ON_DEALS
    }


@pytest.mark.parametrize("secret", ["", "pl_wrong", cast.PASSWORD])
def test_without_a_key_nothing_is_shown_and_nothing_done(stage: Stage, secret: str) -> None:
    assert answers(Program(secret), stage) == {str(operation): NO_KEY for operation in OPERATIONS}


def test_a_key_for_reading_writes_nothing(stage: Stage, alice: Person) -> None:
    assert answers(program_of(alice, scope="read"), stage) == {
        str(operation): NO_KEY if operation.body else operation.done if operation.who else FORBIDDEN
        for operation in OPERATIONS
    }


def test_a_key_of_the_dismissed_is_no_key(stage: Stage, alice: Person) -> None:
    program = program_of(alice)
    Person.objects.filter(pk=alice.pk).update(is_active=False)
    assert answers(program, stage) == {str(operation): NO_KEY for operation in OPERATIONS}


def test_a_key_out_of_date_is_no_key(stage: Stage, alice: Person) -> None:
    program = program_of(alice)
    ApiToken.objects.update(expires_at=now() - timedelta(seconds=1))
    assert answers(program, stage) == {str(operation): NO_KEY for operation in OPERATIONS}


def test_a_page_calls_with_its_session_and_its_token(stage: Stage, alice: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    client.get("/company/people/new/")
    body, where = {"text": "Called"}, f"{V1}/deals/{stage.deal.pk}/notes"
    token = client.cookies["csrftoken"].value
    answer = client.post(where, body, "application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def test_another_site_does_not_call_with_somebodys_session(stage: Stage, alice: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    before = everything()
    answer = client.post(f"{V1}/deals/{stage.deal.pk}/notes", {"text": "x"}, "application/json")
    assert answer.status_code == 403
    assert answer.json()["error"] == "forbidden"
    assert everything() == before


def test_lists_hold_only_the_deals_that_the_reader_sees(stage: Stage, carol: Person) -> None:
    own = cast.deal(carol)
    deals = program_of(carol).get("/deals").json()["items"]
    assert [deal["id"] for deal in deals] == [own.pk]
    card = program_of(carol).get(f"/clients/{stage.deal.account_id}").json()
    assert card["open_deals"] == [own.pk]


def test_me_is_the_owner_of_the_key(alice: Person) -> None:
    assert program_of(alice).get("/me").json() == {
        "id": alice.pk,
        "name": "Alice Hart",
        "email": "alice@example.com",
        "team": alice.team_id,
        "roles": ["head_of_sales"],
        "language": "en",
        "time_zone": "Europe/Moscow",
        "is_active": True,
    }


@pytest.mark.parametrize("role", ["owner", "administrator"])
def test_a_head_of_sales_does_not_write_the_address_of_a_higher_one(
    alice: Person, role: str
) -> None:
    high = cast.person("Hera High", role)
    body = {"name": "Hera High", "email": "mine@example.com", "roles": [role]}
    assert program_of(alice).put(f"/people/{high.pk}", body).status_code == 403
    assert Person.objects.get(pk=high.pk).email == "hera@example.com"
