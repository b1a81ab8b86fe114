"""What may be asked about the company and its people."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Q

from pipeloop.company.models import ApiToken, Company, Person, Role, Team, WorkCalendar
from pipeloop.core.errors import NotFound
from pipeloop.core.ids import PersonId, TeamId

PAGE = 50
ORDERS = {"name": ("name", "pk"), "-name": ("-name", "-pk"), "team": ("team__name", "name", "pk")}


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, and whether there are more."""

    rows: tuple[Person, ...]
    more: bool
    page: int


def the_company() -> Company:
    """The company of this installation."""
    return Company.objects.select_related("calendar").get(pk=1)


def people(
    *,
    text: str = "",
    role: str = "",
    team: int | None = None,
    order: str = "name",
    page: int = 1,
    size: int = PAGE,
) -> PeoplePage:
    """A page of `size` people who work here or worked: two SQL statements."""
    rows = Person.objects.select_related("team").prefetch_related("roles")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if role:
        rows = rows.filter(pk__in=Person.objects.filter(roles__code=role).values("pk"))
    if team:
        rows = rows.filter(team=team)
    start = (page - 1) * size
    ordered = rows.order_by("-is_active", *ORDERS.get(order, ORDERS["name"]))
    taken = list(ordered[start : start + size + 1])
    return PeoplePage(tuple(taken[:size]), len(taken) > size, page)


def person_card(person_id: PersonId) -> Person:
    """One person.

    Raises:
        NotFound: there is none.
    """
    people = Person.objects.select_related("team").prefetch_related("roles")
    row = people.filter(pk=person_id).first()
    if row is None:
        raise NotFound("person")
    return row


def roles() -> list[Role]:
    """The roles of the company."""
    return list(Role.objects.all())


def tokens(owner: Person) -> list[ApiToken]:
    """A person's API tokens, newest first."""
    return list(owner.tokens.order_by("-created_at"))


def team(team_id: TeamId) -> Team:
    """One team.

    Raises:
        NotFound: there is none.
    """
    row = Team.objects.select_related("calendar").filter(pk=team_id).first()
    if row is None:
        raise NotFound("team")
    return row


def calendar(calendar_id: int) -> WorkCalendar:
    """One working calendar.

    Raises:
        NotFound: there is none.
    """
    row = WorkCalendar.objects.filter(pk=calendar_id).first()
    if row is None:
        raise NotFound("calendar")
    return row


def active_people() -> list[Person]:
    """Everybody who works here, by id and name."""
    return list(Person.objects.filter(is_active=True).only("id", "name"))


def names_of_people() -> dict[int, str]:
    """The name of everybody who works here or worked, by id."""
    return dict(Person.objects.order_by("pk").values_list("pk", "name"))


def teams_of_people() -> dict[int, str]:
    """The name of the team of everybody who is in one, by id."""
    in_team = Person.objects.exclude(team=None).order_by("pk")
    return dict(in_team.values_list("pk", "team__name"))


def people_who_sign_in() -> list[Person]:
    """Everybody who has an address to sign in with, by name; only ids and names are read."""
    return list(Person.objects.exclude(email=None).only("id", "name"))


def person_name(person_id: PersonId) -> str:
    """What somebody is called; empty when there is no such person."""
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or ""


def team_name(team_id: TeamId) -> str:
    """What a team is called; empty when there is no such team."""
    return Team.objects.filter(pk=team_id).values_list("name", flat=True).first() or ""


def teams() -> list[Team]:
    """Teams with the number of people who work in them."""
    working = Count("people", filter=Q(people__is_active=True))
    return list(Team.objects.select_related("calendar").annotate(size=working))


def calendars() -> list[WorkCalendar]:
    """Working calendars with the names of teams that keep them."""
    names = StringAgg("team__name", delimiter=", ", default="")
    return list(WorkCalendar.objects.annotate(teams=names).order_by("name", "pk"))
