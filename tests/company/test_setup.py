"""The first page of a new installation works once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pipeloop.company.actions import found_company, set_up_company
from pipeloop.company.models import Company, Person, Role, WorkCalendar
from pipeloop.company.words import Language, RoleCode
from pipeloop.core.errors import Refused
from tests import cast
from tests.company.together import at_once

SETUP, SIGN_IN = "/company/setup/", "/account/login/"
FORM = {
    "company": "  Harbour Pipes ",
    "name": "Ira Lind",
    "email": "ira@example.com",
    "password": cast.PASSWORD,
    "language": "en",
}


def begin(name: str) -> Person:
    """Set the company up by the action itself."""
    return set_up_company(
        company=name,
        name=name,
        email=f"{name}@example.com",
        password=cast.PASSWORD,
        language=Language.EN,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("page", [SIGN_IN, "/", "/company/people/", "/process/", "/import/"])
def test_the_first_visitor_is_led_to_the_setup(house: None, page: str) -> None:
    answer = Client().get(page)
    assert answer.status_code == 302
    assert answer["Location"] == SETUP


@pytest.mark.django_db
def test_the_setup_names_the_company_and_signs_its_author_in(house: None) -> None:
    client = Client()
    answer = client.post(SETUP, FORM)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    company, ira = Company.objects.get(pk=1), Person.objects.get(email="ira@example.com")
    assert (company.name, company.language) == ("Harbour Pipes", "en")
    assert ira.role_codes == {"administrator", "head_of_sales"}
    assert (ira.name, ira.language) == ("Ira Lind", "en")
    assert ira.check_password(cast.PASSWORD)


@pytest.mark.django_db
def test_the_setup_is_gone_once_it_is_done(house: None) -> None:
    Client().post(SETUP, FORM)
    second = Client()
    assert second.get(SETUP).status_code == 404
    assert second.post(SETUP, FORM | {"email": "eve@example.com"}).status_code == 404
    assert second.get(SIGN_IN).status_code == 200
    assert not Person.objects.filter(email="eve@example.com").exists()


@pytest.mark.django_db
def test_people_of_an_imported_history_do_not_close_the_setup(house: None) -> None:
    cast.person("Past Seller", "closer", email=None)
    assert Client().get(SETUP).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"company": " "}, "company"),
        ({"name": ""}, "name"),
        ({"email": "ira"}, "email"),
        ({"email": "i" * 250 + "@example.com"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "12345678901"}, "password"),
        ({"password": "password1"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"language": "de"}, "language"),
    ],
)
def test_a_wrong_setup_comes_back_with_what_was_typed_but_the_password(
    house: None, change: dict[str, Any], field: str
) -> None:
    typed = FORM | change
    answer = Client().post(SETUP, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert typed["company"].strip() in page
    assert f'value="{typed["email"]}"' in page
    assert f'value="{typed["password"]}"' not in page
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_the_second_to_open_is_refused(house: None) -> None:
    begin("ira")
    with pytest.raises(Refused) as refusal:
        begin("eve")
    assert refusal.value.code == "already_open"
    assert Company.objects.get(pk=1).name == "ira"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_is_the_first(house: None) -> None:
    answers = at_once(lambda: begin("ira"), lambda: begin("eve"))
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [getattr(error, "code", error) for error in refused] == ["already_open"]
    first = Person.objects.get()
    assert Company.objects.get(pk=1).name == first.name


@pytest.mark.django_db
def test_founding_again_changes_nothing(house: None) -> None:
    cast.company(name="Harbour Pipes", currency="EUR")
    before = Company.objects.values().get(pk=1)
    found_company()
    assert Company.objects.values().get(pk=1) == before
    assert WorkCalendar.objects.count() == 1
    assert list(Role.objects.values_list("code", flat=True)) == list(RoleCode.values)


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves(adam: Person) -> None:
    answer = Client().post(
        reverse("account_signup"), {"email": "eve@example.com", "password1": cast.PASSWORD}
    )
    assert answer.status_code == 200
    assert "sign up is currently closed" in " ".join(answer.content.decode().lower().split())
    assert not Person.objects.filter(email="eve@example.com").exists()
