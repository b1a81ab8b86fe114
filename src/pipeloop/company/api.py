"""People and teams, for programs."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from pipeloop.company import actions, policy, queries
from pipeloop.company.actions import PersonCard
from pipeloop.company.models import Person
from pipeloop.company.web.http import person
from pipeloop.company.web.idempotency import once
from pipeloop.company.web.schemas import REFUSALS, Id, Page, Short, Strict
from pipeloop.company.words import Language
from pipeloop.core.ids import PersonId, TeamId

router = Router(tags=["company"])


class PersonOut(Schema):
    id: int
    name: str
    email: str | None
    team: int | None
    roles: list[str]
    language: str
    time_zone: str
    is_active: bool


class PersonIn(Strict):
    name: Short
    email: Annotated[
        str, Field(max_length=254, pattern=r"^$|^[^\x00@\s]+@[^\x00@\s]+\.[^\x00@\s]+$")
    ] = ""
    team: Id | None = None
    roles: list[Short] = Field(default=[], max_length=20)
    language: Language = Language.RU
    time_zone: Short = "Europe/Moscow"


class PeopleOut(Schema):
    items: list[PersonOut]
    more: bool


class TeamOut(Schema):
    id: int
    name: str
    people: int


class PeopleFilter(Page):
    text: Short = ""
    role: Short = ""
    team: Id | None = None


def _out(row: Person) -> PersonOut:
    return PersonOut(
        id=row.pk,
        name=row.name,
        email=row.email,
        team=row.team_id,
        roles=sorted(row.role_codes),
        language=row.language,
        time_zone=row.time_zone,
        is_active=row.is_active,
    )


def _card(body: PersonIn) -> PersonCard:
    team = TeamId(body.team) if body.team else None
    return PersonCard(**body.dict() | {"team": team})


@router.get("/me", response={200: PersonOut} | REFUSALS)
def get_me(request: HttpRequest) -> PersonOut:
    """The person whose token is used."""
    return _out(person(request))


@router.get("/people", response={200: PeopleOut} | REFUSALS)
def list_people(request: HttpRequest, chosen: Query[PeopleFilter]) -> PeopleOut:
    """People who work here or worked."""
    policy.require(person(request), policy.see_people)
    people = queries.people(**chosen.dict())
    return PeopleOut(items=[_out(row) for row in people.rows], more=people.more)


@router.post("/people", response={201: PersonOut} | REFUSALS)
@once
def create_person(request: HttpRequest, body: PersonIn) -> tuple[int, PersonOut]:
    """Add somebody. Who is to sign in gets a password on the page of people."""
    created, _password = actions.add_person(person(request), _card(body))
    return 201, _out(created)


@router.get("/people/{int:person_id}", response={200: PersonOut} | REFUSALS)
def get_person(request: HttpRequest, person_id: Id) -> PersonOut:
    """One person."""
    policy.require(person(request), policy.see_people)
    return _out(queries.person_card(PersonId(person_id)))


@router.put("/people/{int:person_id}", response={200: PersonOut} | REFUSALS)
@once
def update_person(request: HttpRequest, person_id: Id, body: PersonIn) -> tuple[int, PersonOut]:
    """Change somebody's card."""
    changed, _password = actions.change_person(person(request), PersonId(person_id), _card(body))
    return 200, _out(changed)


@router.get("/teams", response={200: list[TeamOut]} | REFUSALS)
def list_teams(request: HttpRequest) -> list[TeamOut]:
    """Teams."""
    policy.require(person(request), policy.see_people)
    return [TeamOut(id=t.pk, name=t.name, people=t.size) for t in queries.teams()]  # type: ignore[attr-defined]
