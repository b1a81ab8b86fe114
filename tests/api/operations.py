"""Every operation of the API: a call that is right, and who may make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from pipeloop.company.models import Person
from pipeloop.company.words import RoleCode
from pipeloop.conveyor.models import Deal
from pipeloop.exchange.actions import request_export
from pipeloop.exchange.models import Export
from pipeloop.history.models import Log
from pipeloop.process.models import Reason
from tests import cast
from tests.history.logs import ready_log

EVERYBODY = frozenset([*RoleCode.values, ""])
MANAGERS = frozenset(["head_of_sales", "owner", "administrator"])
STUDENTS = MANAGERS | {"marketer"}
LEADERS = frozenset(["head_of_sales", "administrator"])
SELLERS = frozenset(["marketer", "hunter", "closer", "client_manager", "key_account_manager"])
Body = Callable[["Stage"], dict[str, Any]]


@dataclass(frozen=True)
class Stage:
    """What the calls are about: a colleague, an open deal and an export of theirs, a log."""

    owner: Person
    deal: Deal
    export: Export
    log: Log


@dataclass(frozen=True)
class Operation:
    """An operation of the API.

    Args:
        body: a right body for it.
        done: how it answers those it is for.
        who: the roles that it is for, when the deal is not of their team.
        barred: how it answers others whom the deal, if any, is shown.
    """

    method: str
    path: str
    who: frozenset[str]
    body: Body | None = None
    done: int = 200
    barred: int = 403

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def of_deal(self) -> bool:
        return "{deal_id}" in self.path

    @property
    def hides(self) -> bool:
        """Whether other teams, but for their heads, get "not found"."""
        return self.of_deal or "{export_id}" in self.path

    def address(self, stage: Stage) -> str:
        """Where it is called."""
        return self.path.format(
            person_id=stage.owner.pk,
            deal_id=stage.deal.pk,
            client_id=stage.deal.account_id,
            export_id=stage.export.pk,
            log_id=stage.log.pk,
        )


def stage_of(owner: Person) -> Stage:
    """An open deal of somebody on the second step, an export that they wait for, and a log."""
    export = request_export(owner, "deals", "csv", {})
    return Stage(owner, cast.deal(owner, at="LD2"), export, ready_log())


def reason(code: str) -> int:
    """A reason of closing by its code."""
    return Reason.objects.get(code=code).pk


def _card(stage: Stage) -> dict[str, Any]:
    return {"name": "Bob Stone", "email": stage.owner.email, "roles": ["closer"]}


def _seen(**more: Any) -> Body:
    return lambda stage: (
        {"seen": stage.deal.revision}
        | {name: value() if callable(value) else value for name, value in more.items()}
    )


def _in_ten_days() -> str:
    return (timezone.localdate() + timedelta(days=10)).isoformat()


DEAL = "/deals/{deal_id}"
PERSON = {"name": "Ann Buyer", "role": "decider"}
OPERATIONS = (
    Operation("GET", "/me", EVERYBODY),
    Operation("GET", "/people", EVERYBODY),
    Operation("POST", "/people", MANAGERS, lambda _stage: {"name": "Dina Moss"}, done=201),
    Operation("GET", "/people/{person_id}", EVERYBODY),
    Operation("PUT", "/people/{person_id}", MANAGERS, _card),
    Operation("GET", "/teams", EVERYBODY),
    Operation("GET", "/process", EVERYBODY),
    Operation("GET", "/process/reasons", EVERYBODY),
    Operation("GET", "/clients", EVERYBODY),
    Operation("GET", "/clients/{client_id}", EVERYBODY),
    Operation("GET", "/deals", EVERYBODY),
    Operation("POST", "/deals", SELLERS | LEADERS, lambda _stage: {"client": "New"}, done=201),
    Operation("GET", DEAL, MANAGERS),
    Operation("GET", f"{DEAL}/events", MANAGERS),
    Operation("PATCH", DEAL, LEADERS, _seen(title="Other name")),
    Operation(
        "POST", f"{DEAL}/facts", LEADERS, _seen(facts={"field:need_hypothesis": "A new line"})
    ),
    Operation("POST", f"{DEAL}/notes", LEADERS, lambda _stage: {"text": "Called"}),
    # The gate is closed, which only those learn who may move the deal.
    Operation("POST", f"{DEAL}/move", LEADERS, _seen(to=lambda: cast.step("LD3").pk), done=409),
    Operation("POST", f"{DEAL}/won", LEADERS, _seen(reason=lambda: reason("w_value")), done=409),
    Operation(
        "POST",
        f"{DEAL}/return",
        LEADERS,
        _seen(to=lambda: cast.step("LD1").pk, reason="Too early"),
    ),
    Operation("POST", f"{DEAL}/lost", LEADERS, _seen(reason=lambda: reason("c_price"))),
    Operation(
        "POST",
        f"{DEAL}/owner",
        LEADERS,
        lambda stage: {"seen": stage.deal.revision, "owner": stage.owner.pk},
    ),
    Operation(
        "POST",
        f"{DEAL}/park",
        LEADERS,
        _seen(until=_in_ten_days, reason="Holidays", agreed="By phone"),
    ),
    # It is not parked and not closed.
    Operation("POST", f"{DEAL}/resume", LEADERS, _seen(), done=422),
    Operation("POST", f"{DEAL}/reopen", LEADERS, _seen(why="By mistake"), done=422),
    Operation("POST", f"{DEAL}/people", LEADERS, _seen(person=PERSON)),
    Operation("GET", "/logs", STUDENTS),
    Operation("GET", "/logs/{log_id}/map", STUDENTS),
    Operation("GET", "/logs/{log_id}/paths", STUDENTS),
    Operation("POST", "/exports", EVERYBODY, lambda _stage: {"kind": "deals"}, done=201),
    Operation("GET", "/exports/{export_id}", MANAGERS),
    # Only whoever requested a file may download it.
    Operation("GET", "/exports/{export_id}/file", frozenset()),
)
WRITES = tuple(operation for operation in OPERATIONS if operation.body is not None)
ON_DEALS = tuple(operation for operation in OPERATIONS if operation.of_deal)
