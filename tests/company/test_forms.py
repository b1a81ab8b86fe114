"""Forms of the company's pages: what is kept, and how a wrong one comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pipeloop.company.actions import create_token
from pipeloop.company.actions.tokens import person_of_token
from pipeloop.company.models import ApiToken, Company, Person, Team, WorkCalendar
from tests import cast
from tests.company.pages import PAGES, address

pytestmark = pytest.mark.django_db

FORMS: dict[str, dict[str, Any]] = {
    "new_person": {
        "name": "Dina Moss",
        "email": "dina@example.com",
        "roles": ["hunter"],
        "language": "en",
        "time_zone": "Asia/Omsk",
    },
    "person": {
        "name": "Zoe Anew",
        "email": "zoe@example.com",
        "roles": ["closer"],
        "language": "ru",
        "time_zone": "UTC",
    },
    "settings": {
        "name": "Pipes & Co",
        "currency": "EUR",
        "language": "en",
        "long_deal_days": "30",
        "discount_limit": "5",
        "sellers_see": "own",
    },
    "new_team": {"name": "West"},
    "team": {"name": "Far East"},
    "new_calendar": {
        "name": "Night",
        "time_zone": "UTC",
        "weekdays": ["5", "6"],
        "opens": "12:00",
        "closes": "20:30",
        "country": "DE",
    },
    "calendar": {
        "name": "Main",
        "time_zone": "Europe/Moscow",
        "weekdays": ["0", "1"],
        "opens": "08:00",
        "closes": "17:00",
        "country": "",
    },
    "profile": {"name": "Adam the Great", "language": "ru", "time_zone": "Asia/Tokyo"},
    "new_token": {"name": "script", "scope": "write", "days": "90"},
}
LONG = "a" * 250 + "@example.com"
WRONG = [
    *[(page, {"name": ""}, "name") for page in FORMS if page != "settings"],
    *[(page, {"name": "\x00"}, "name") for page in FORMS],
    *[(page, {"name": "n" * 201}, "name") for page in FORMS],
    *[(page, {"email": "no address"}, "email") for page in ("new_person", "person")],
    *[(page, {"email": LONG}, "email") for page in ("new_person", "person")],
    *[(page, {"email": "ADAM@example.com"}, "email") for page in ("new_person", "person")],
    *[(page, {"roles": ["emperor"]}, "roles") for page in ("new_person", "person")],
    *[(page, {"team": "999999999"}, "team") for page in ("new_person", "person")],
    *[(page, {"language": "de"}, "language") for page in ("new_person", "profile", "settings")],
    *[(page, {"time_zone": "Moon"}, "time_zone") for page in ("new_person", "profile")],
    ("settings", {"currency": "rub"}, "currency"),
    ("settings", {"long_deal_days": "0"}, ""),
    ("settings", {"long_deal_days": "366"}, "long_deal_days"),
    ("settings", {"long_deal_days": "99999999999"}, "long_deal_days"),
    ("settings", {"discount_limit": "101"}, ""),
    ("settings", {"sellers_see": "none"}, "sellers_see"),
    ("new_team", {"name": "North"}, "name"),
    ("new_team", {"calendar": "999999999"}, "calendar"),
    ("new_calendar", {"name": "Основной"}, "name"),
    ("new_calendar", {"closes": "12:00"}, "closes"),
    ("new_calendar", {"closes": "25:00"}, "closes"),
    ("new_calendar", {"weekdays": []}, "weekdays"),
    ("new_calendar", {"weekdays": ["7"]}, "weekdays"),
    ("new_calendar", {"country": "XX"}, "country"),
    ("new_token", {"scope": "admin"}, "scope"),
    ("new_token", {"days": "31"}, "days"),
]


def where(name: str) -> str:
    """The address of a page by its name."""
    return address(next(page for page in PAGES if page.name == name))


def everything() -> list[Any]:
    """All that these forms could change."""
    models = (Person, Team, WorkCalendar, Company, ApiToken)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, list(Person.roles.through.objects.order_by("pk").values())]


@pytest.mark.parametrize("name", FORMS)
def test_a_right_form_is_kept_and_leads_on(adam: Person, name: str) -> None:
    client, page = cast.browser(adam), where(name)
    before = everything()
    answer = client.post(page, FORMS[name])
    assert answer.status_code == 302
    assert everything() != before
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("name", [name for name in FORMS if name not in ("settings", "profile")])
def test_a_right_form_in_the_drawer_tells_the_page_to_go_on(adam: Person, name: str) -> None:
    answer = cast.browser(adam).post(where(name), FORMS[name], headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/company/")


@pytest.mark.parametrize(("name", "change", "field"), WRONG)
def test_a_wrong_form_comes_back_with_what_was_typed(
    adam: Person, name: str, change: dict[str, Any], field: str
) -> None:
    Team.objects.create(name="North")
    client, page = cast.browser(adam), where(name)
    before = everything()
    typed = FORMS[name] | change
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field or "__all__"]
    kept = answer.context["form"].data
    assert {key: kept.getlist(key) for key in typed} == {
        key: value if isinstance(value, list) else [value] for key, value in typed.items()
    }
    assert everything() == before


def test_what_was_typed_stands_in_the_fields_again(adam: Person) -> None:
    typed = FORMS["new_person"] | {"name": "<b>Dina</b>", "email": "no address"}
    page = cast.browser(adam).post(where("new_person"), typed).content.decode()
    assert 'value="&lt;b&gt;Dina&lt;/b&gt;"' in page
    assert 'value="no address"' in page
    assert "<b>Dina" not in page


def test_an_error_is_tied_to_its_field_for_those_who_listen(adam: Person) -> None:
    page = cast.browser(adam).post(where("new_team"), {"name": ""}).content.decode()
    assert 'aria-invalid="true"' in page


def test_a_form_shows_what_is_there_now(adam: Person, bob: Person) -> None:
    page = cast.browser(adam).get(reverse("company:person", args=[bob.pk])).content.decode()
    assert 'value="Bob Stone"' in page
    assert 'value="bob@example.com"' in page


def shown_once(client: Client, page: str) -> tuple[str, str]:
    """What the page says now, and when it is opened again."""
    return client.get(page).content.decode(), client.get(page).content.decode()


def test_a_new_key_is_shown_once(adam: Person) -> None:
    client = cast.browser(adam)
    client.post(where("new_token"), FORMS["new_token"])
    first, second = shown_once(client, reverse("company:profile"))
    secret = next(word.strip(".") for word in first.split() if word.startswith("pl_"))
    assert person_of_token(secret, write=True) == adam
    assert "pl_" not in second


def test_a_new_password_is_shown_once_and_signs_its_owner_in(adam: Person) -> None:
    client = cast.browser(adam)
    client.post(where("new_person"), FORMS["new_person"])
    first, second = shown_once(client, reverse("company:people"))
    dina = Person.objects.get(email="dina@example.com")
    given = first.split("with the password ")[1].split()[0].strip(".")
    assert dina.check_password(given)
    assert given not in second


def test_a_key_is_revoked_by_its_button(adam: Person) -> None:
    token, secret = create_token(adam, name="script", scope="write", days=30)
    cast.browser(adam).post(reverse("company:revoke_token", args=[token.pk]))
    assert person_of_token(secret, write=False) is None


def test_a_refusal_of_a_button_is_a_page_with_the_words(adam: Person) -> None:
    answer = cast.browser(adam).post(reverse("company:dismiss", args=[adam.pk]))
    assert answer.status_code == 422
    assert "You cannot deactivate yourself." in answer.content.decode()


def test_a_head_of_sales_gives_no_high_role_by_the_form(alice: Person, adam: Person) -> None:
    form = FORMS["new_person"] | {"roles": ["owner"]}
    answer = cast.browser(alice).post(where("new_person"), form)
    assert answer.status_code == 403
    assert not Person.objects.filter(email="dina@example.com").exists()
