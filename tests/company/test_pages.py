"""Who may open which page of the company."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pipeloop.company.actions import create_token
from pipeloop.company.models import Person
from pipeloop.company.urls import urlpatterns
from tests import cast
from tests.company.pages import EVERYBODY, OPENED, PAGES, Page, address

pytestmark = pytest.mark.django_db


def named(page: Page) -> str:
    return page.name


def test_the_list_of_pages_is_whole() -> None:
    assert sorted(page.name for page in PAGES) == sorted(str(one.name) for one in urlpatterns)


@pytest.mark.parametrize("page", PAGES, ids=named)
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_page_is_for_those_it_is_for(house: None, adam: Person, role: str, page: Page) -> None:
    reader = cast.person("Rita Reader", *([role] if role else []))
    answer = cast.browser(reader).generic(page.method, address(page))
    assert answer.status_code == (page.done if role in page.who else page.barred)


@pytest.mark.parametrize("page", PAGES[1:], ids=named)
def test_a_stranger_is_sent_to_sign_in_and_back(adam: Person, page: Page) -> None:
    where = address(page)
    answer = Client().generic(page.method, where)
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={where}"


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "POST"], ids=named)
def test_what_changes_something_is_not_done_by_looking(adam: Person, page: Page) -> None:
    assert cast.browser(adam).get(address(page)).status_code == 405


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_form_from_another_site_does_nothing(adam: Person, page: Page) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(adam)
    where = address(page)
    before = list(Person.objects.order_by("pk").values())
    assert client.post(where, {"name": "x"}).status_code == 403
    assert list(Person.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", ["person", "team", "calendar"])
@pytest.mark.parametrize("number", [10**9, 10**30])
def test_what_is_not_there_is_not_found(adam: Person, name: str, number: int) -> None:
    answer = cast.browser(adam).get(reverse(f"company:{name}", args=[number]))
    assert answer.status_code == 404


def test_a_page_that_is_barred_says_whom_to_ask(bob: Person) -> None:
    answer = cast.browser(bob).get(reverse("company:settings"))
    assert "Ask the head of sales" in answer.content.decode()


def test_a_piece_of_a_page_that_is_barred_is_only_words(bob: Person) -> None:
    client = cast.browser(bob)
    answer = client.get(reverse("company:settings"), headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/plain")
    assert "<" not in answer.content.decode()


def test_the_buttons_of_a_manager_are_not_shown_to_others(adam: Person, bob: Person) -> None:
    people = reverse("company:people")
    dismiss = reverse("company:dismiss", args=[bob.pk])
    assert dismiss in cast.browser(adam).get(people).content.decode()
    seen = cast.browser(cast.person("Sam Seller", "hunter")).get(people).content.decode()
    assert "Bob Stone" in seen
    assert dismiss not in seen
    assert reverse("company:new_person") not in seen


def test_nobody_is_offered_to_dismiss_themselves(adam: Person) -> None:
    page = cast.browser(adam).get(reverse("company:people")).content.decode()
    assert reverse("company:dismiss", args=[adam.pk]) not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Adam Kerr", "Bob Stone", "Zed Gone"]),
        ({"text": "BOB"}, ["Bob Stone"]),
        ({"text": "bob@EXAMPLE"}, ["Bob Stone"]),
        ({"role": "administrator"}, ["Adam Kerr"]),
        ({"role": "emperor"}, []),
        ({"order": "-name"}, ["Bob Stone", "Adam Kerr", "Zed Gone"]),
        ({"order": "password"}, ["Adam Kerr", "Bob Stone", "Zed Gone"]),
        ({"page": "2"}, []),
        ({"page": "0"}, ["Adam Kerr", "Bob Stone", "Zed Gone"]),
        ({"page": "999999999"}, []),
        ({"page": "-1", "team": "x"}, ["Adam Kerr", "Bob Stone", "Zed Gone"]),
        ({"text": "%"}, []),
    ],
)
def test_people_are_found_whatever_is_asked(
    adam: Person, bob: Person, query: dict[str, str], names: list[str]
) -> None:
    cast.person("Zed Gone", is_active=False)
    answer = cast.browser(adam).get(reverse("company:people"), query)
    assert answer.status_code == 200
    assert [row.name for row in answer.context["people"].rows] == names


@pytest.mark.parametrize("query", [{"text": "a\x00b"}, {"role": "\x00"}])
@pytest.mark.parametrize("where", ["/company/people/", "/find/", "/clients/"])
def test_a_search_for_what_no_text_can_hold_is_not_understood(
    adam: Person, where: str, query: dict[str, str]
) -> None:
    answer = cast.browser(adam).get(where, query)
    assert answer.status_code == 400
    assert "The request was not understood" in answer.content.decode()


@pytest.mark.parametrize("page", OPENED, ids=named)
def test_a_page_asks_as_much_of_many_people_as_of_few(
    adam: Person, page: Page, django_assert_max_num_queries: Any
) -> None:
    client, where = cast.browser(adam), address(page)

    def statements() -> int:
        with django_assert_max_num_queries(25) as asked:
            assert client.get(where).status_code == 200
        return len(asked)

    def crowd(first: int, last: int) -> None:
        for n in range(first, last):
            cast.person(f"P{n} Crowd", "hunter", "closer", team=f"Team {n}")
            create_token(adam, name=f"k{n}", scope="read", days=30)

    crowd(0, 3)
    few = statements()
    crowd(3, 30)
    assert statements() == few
