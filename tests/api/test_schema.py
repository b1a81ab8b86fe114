"""The API keeps to its schema, whatever it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache as counts
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pipeloop.company.models import Person
from pipeloop.site.api import schema_text
from pipeloop.site.wsgi import application
from tests import cast
from tests.api.calling import V1, secret_of
from tests.api.operations import OPERATIONS, Operation, Stage, reason, stage_of

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
EXAMPLES = 15
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_the_committed_schema_is_that_of_the_program() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run: python tools/openapi.py"


@pytest.mark.django_db
def test_the_schema_is_served_to_whoever_asks(client: Any) -> None:
    answer = client.get(f"{V1}/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(SCHEMA.read_text(encoding="utf-8"))


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The program's requests stay within the test's transaction, as those of Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def meaningful_values(operation: Operation, stage: Stage) -> dict[str, Any]:
    """Values that mean something here; a random number is nearly never a step or a revision."""
    known: dict[str, Any] = {"seen": stage.deal.revision, "owner": stage.owner.pk}
    known |= {"to": cast.step("LD1" if operation.path.endswith("return") else "LD3").pk}
    known |= {"step": cast.step("LD2").pk, "team": stage.owner.team_id, "roles": ["closer"]}
    if operation.path.endswith(("won", "lost")):
        known["reason"] = reason("w_value" if operation.path.endswith("won") else "c_price")
    if operation.path.endswith(("facts", "move", "won")):
        known["facts"] = {"field:need": "Scales", "buyer:scope_confirmed": {"note": "yes"}}
    return known


@cache
def schema() -> Any:
    """What the program itself says of its API."""
    return schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", application)


def cases(operation: Operation, stage: Stage) -> st.SearchStrategy[tuple[Any, bool]]:
    """Calls of an operation: right ones and wrong ones, with and without sense."""
    operation = schema()[V1 + operation.path][operation.method]
    ids = {
        "person_id": stage.owner.pk,
        "deal_id": stage.deal.pk,
        "client_id": stage.deal.account_id,
        "export_id": stage.export.pk,
        "log_id": stage.log.pk,
    }
    here = {name: value for name, value in ids.items() if f"{{{name}}}" in operation.path}
    right = operation.as_strategy(GenerationMode.POSITIVE, path_parameters=here or None)
    anything = operation.as_strategy(GenerationMode.POSITIVE)
    wrong = operation.as_strategy(GenerationMode.NEGATIVE) if operation.body else anything
    return st.tuples(st.one_of(right, right, anything, wrong), st.booleans())


@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_an_operation_answers_as_its_schema_says(
    adam: Person, alice: Person, bob: Person, operation: Operation
) -> None:
    stage = stage_of(bob)
    headers = {"Authorization": f"Bearer {secret_of(alice)}"}
    known = meaningful_values(operation, stage)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(operation, stage))
    def answers_as_said(drawn: tuple[Any, bool]) -> None:
        case, sensible = drawn
        if sensible and isinstance(case.body, dict):
            case.body |= {name: value for name, value in known.items() if name in case.body}
        counts.clear()
        with transaction.atomic():
            case.call_and_validate(headers=headers, checks=CHECKS)
            transaction.set_rollback(True)

    answers_as_said()
