"""Rows whose numbers have four digits and more are worked on as any others."""

import re

import pytest
from django.db import connection

from pipeloop.company.models import Person
from pipeloop.conveyor.models import Deal
from pipeloop.process.actions import start_from_template
from tests import cast

LARGE = 1_234_567
SENT = re.compile(r'name="(to|seen)" value="([^"]*)"')


@pytest.fixture
def late_rows(house: None) -> None:
    """Rows made from now on have large numbers, steps of the process too."""
    cast.forget_process()
    with connection.cursor() as cursor:
        for table in ("conveyor_deal", "process_step"):
            cursor.execute(f"ALTER SEQUENCE {table}_id_seq RESTART {LARGE}")
    start_from_template(None)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.usefixtures("late_rows")
def test_a_deal_is_moved_by_what_its_page_sends(bob: Person, language: str) -> None:
    Person.objects.filter(pk=bob.pk).update(language=language)
    deal, browser = cast.deal(bob, at="LD1"), cast.browser(bob)
    Deal.objects.filter(pk=deal.pk).update(revision=1500)
    page = browser.get(f"/deals/{deal.pk}/").content.decode()
    sent = dict(SENT.findall(page))
    answer = browser.post(f"/deals/{deal.pk}/move/", sent | {"field:need_hypothesis": "A plant"})
    assert answer.status_code == 302, answer.content.decode()
    deal.refresh_from_db()
    assert (deal.step.code, deal.revision) == ("LD2", 1501)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.usefixtures("late_rows")
def test_the_board_names_its_cards_and_lanes_by_plain_numbers(bob: Person, language: str) -> None:
    Person.objects.filter(pk=bob.pk).update(language=language)
    deal = cast.deal(bob, at="LD1")
    Deal.objects.filter(pk=deal.pk).update(revision=1500)
    page = cast.browser(bob).get("/board/lead_development/").content.decode()
    named = re.findall(r'(?:id|data-[a-z-]+|for|aria-controls)="([^"]*\d[^"]*)"', page)
    assert any(str(deal.pk) in name for name in named)
    assert any("1500" in name for name in named)
    assert [name for name in named if re.search(r"\d[\s,.\u00a0\u202f]\d", name)] == []
