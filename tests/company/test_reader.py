"""Each person is spoken to in their language and by their clock."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone, translation

from pipeloop.company.models import Person
from pipeloop.core import clock
from tests import cast

pytestmark = pytest.mark.django_db

PEOPLE = "/company/people/"


def page_of(person: Person, **headers: str) -> str:
    return cast.browser(person).get(PEOPLE, headers=headers).content.decode()


@pytest.mark.parametrize(("language", "title"), [("ru", "Люди"), ("en", "People")])
@pytest.mark.parametrize("browser", ["ru", "en-US,en;q=0.9", "fr"])
def test_a_page_speaks_the_readers_language_not_the_browsers(
    house: None, language: str, title: str, browser: str
) -> None:
    reader = cast.person("Rita Reader", "closer", language=language)
    answer = cast.browser(reader).get(PEOPLE, headers={"Accept-Language": browser})
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert re.search(rf"<h1[^>]*>\s*{title}", page)
    assert answer["Content-Language"] == language


@pytest.mark.parametrize(("browser", "language"), [("ru", "ru"), ("en", "en"), ("de,ru", "ru")])
def test_a_stranger_is_spoken_to_in_the_browsers_language(
    adam: Person, browser: str, language: str
) -> None:
    answer = Client().get("/account/login/", headers={"Accept-Language": browser})
    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer["Content-Language"] == language


def test_refusals_are_in_the_readers_language(house: None) -> None:
    reader = cast.person("Rita Reader", "closer", language="ru")
    page = cast.browser(reader).get("/company/settings/").content.decode()
    assert "Ваша роль этого не позволяет" in page


def test_a_new_language_counts_from_the_next_page(bob: Person) -> None:
    client = cast.browser(bob)
    form = {"name": "Bob", "language": "ru", "time_zone": "UTC"}
    client.post("/company/me/", form)
    assert '<html lang="ru"' in client.get("/company/me/").content.decode()


@pytest.mark.parametrize(
    ("zone", "time"),
    [("Asia/Tokyo", "18:00"), ("Europe/Moscow", "12:00"), ("America/New_York", "4:00")],
)
def test_times_are_those_of_the_readers_clock(
    house: None, alice: Person, zone: str, time: str
) -> None:
    reader = cast.person("Rita Reader", "head_of_sales", time_zone=zone)
    with clock.at(cast.TUESDAY):
        deal = cast.deal(alice)
        page = cast.browser(reader).get(f"/deals/{deal.pk}/").content.decode()
    assert re.search(rf"\b0?{time}\b", page)


def test_nothing_of_a_reader_is_left_for_the_next_one(house: None) -> None:
    reader = cast.person("Rita Reader", "closer", language="ru", time_zone="Asia/Tokyo")
    with translation.override("en"), timezone.override("UTC"):
        client = cast.browser(reader)
        client.get(PEOPLE)
        assert timezone.get_current_timezone_name() == "UTC"
        stranger = Client().get("/account/login/", headers={"Accept-Language": "en"})
        assert '<html lang="en"' in stranger.content.decode()
