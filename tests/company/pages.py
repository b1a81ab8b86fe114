"""Every page of the company: its address, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from pipeloop.company.actions import create_token
from pipeloop.company.models import Company, Person, Team
from pipeloop.company.words import RoleCode
from tests import cast

EVERYBODY = frozenset([*RoleCode.values, ""])
MANAGERS = frozenset(["head_of_sales", "owner", "administrator"])
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """A page, by its name among the addresses.

    Args:
        about: what its address tells: a person, a team, a calendar, a key.
        method: POST for those that only do something.
        done, barred: how it answers those it is for, and the others.
    """

    name: str
    who: frozenset[str]
    about: str = ""
    method: str = "GET"
    done: int = 200
    barred: int = 403


PAGES = (
    Page("setup", NOBODY, barred=404),
    Page("people", EVERYBODY),
    Page("new_person", MANAGERS),
    Page("person", MANAGERS, "person"),
    Page("dismiss", MANAGERS, "person", "POST", done=302),
    Page("take_back", MANAGERS, "person", "POST", done=302),
    Page("settings", MANAGERS),
    Page("new_team", MANAGERS),
    Page("team", MANAGERS, "team"),
    Page("new_calendar", MANAGERS),
    Page("calendar", MANAGERS, "calendar"),
    Page("profile", EVERYBODY),
    Page("new_token", EVERYBODY),
    Page("revoke_token", NOBODY, "token", "POST", barred=404),
)
OPENED = tuple(page for page in PAGES if page.method == "GET" and page.who)


def address(page: Page) -> str:
    """Where the page is; it is about somebody or something of another's."""
    if not page.about:
        return reverse(f"company:{page.name}")
    return reverse(f"company:{page.name}", args=[_subject(page.about)])


def _subject(about: str) -> int:
    if about == "team":
        return Team.objects.get_or_create(name="East")[0].pk
    if about == "calendar":
        return Company.objects.get(pk=1).calendar_id
    other = Person.objects.filter(email="zoe@example.com").first() or cast.person(
        "Zoe Other", "closer"
    )
    if about == "person":
        return other.pk
    return create_token(other, name="hers", scope="read", days=30)[0].pk
