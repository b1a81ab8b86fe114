"""One question has one answer: stalled deals and the step that holds most, on every page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.company.words import Language
from pipeloop.conveyor import queries as conveyor
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.queries import Filters
from pipeloop.core import clock
from pipeloop.history import actions, queries
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.models import Log
from pipeloop.history.queries.hanging import STALLED, UNKNOWN_SIGNS, WARNS
from pipeloop.history.queries.holding import HeldMost
from pipeloop.site.demo import demo_accounts, generator, load_demo
from tests import cast
from tests.history.logs import ready_log
from tests.history.sample_deals import deals
from tests.history.test_pages import page, text
from tests.site.test_demo import LEADS, TODAY

pytestmark = pytest.mark.django_db
TABS = ("funnel", "steps", "hanging")


@pytest.fixture
def head(house: None, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Who leads a company that has worked for a year."""
    monkeypatch.setattr(generator, "LEADS", LEADS)
    with clock.at(TODAY):
        load_demo()
        actions.refresh_own()
    person = Person.objects.get(email=demo_accounts()[0].email)
    person.language = "en"
    person.save(update_fields=["language"])
    return person


@pytest.mark.parametrize("days_later", [0, 1, 4, 30])
def test_the_same_deals_are_stalled_wherever_they_are_counted(
    head: Person, days_later: int
) -> None:
    with clock.at(TODAY + timedelta(days=days_later)):
        flow = conveyor.flow(head, period=None)
        listed, more = conveyor.deals(head, Filters(hanging=True), size=1000)
        tab = queries.hanging_of(queries.filter_log(Log.objects.get(), CaseFilter()))
        stalled = [line.deal.case_id for line in tab.lines(tab.places(STALLED, ""))]
        longest = conveyor.hanging_deals(head, limit=1000)[0]
    assert flow.hangs > 0
    assert not more
    assert sorted(stalled) == sorted(str(card.id) for card in listed)
    assert sorted(stalled) == sorted(str(card.id) for card in longest)
    assert (len(stalled), tab.count) == (flow.hangs, flow.open)


def test_a_card_of_each_level_says_the_same_health_on_the_tab_and_on_the_board(
    head: Person,
) -> None:
    at = TODAY + timedelta(days=1)
    with clock.at(at):
        tab = queries.hanging_of(queries.filter_log(Log.objects.get(), CaseFilter()))
        warned = [int(line.deal.case_id) for line in tab.lines(tab.places(WARNS, ""))]
        cards = conveyor.cards_by_id(head, warned)
    assert warned
    assert {cards[pk].health for pk in warned} == {"warns"}


def test_every_page_names_the_same_step_that_holds_most(head: Person) -> None:
    head.language = Language.EN
    head.save(update_fields=["language"])
    with clock.at(TODAY):
        top = conveyor.flow(head, period=None).loads[0]
        held_most = queries.held_most(queries.filter_log(Log.objects.get(), CaseFilter()))
        client = cast.browser(head)
        row = Log.objects.get()
        shown = {tab: text(client.get(page(tab, row))) for tab in TABS}
    # The log is written in the language of the company.
    with override(the_company().language):
        name = str(top.step.name)
    assert held_most == HeldMost(name, top.count, held_most.days if held_most else 0, by_money=True)
    assert [tab for tab in TABS if f"“{name}” holds back the most money" in shown[tab]] == [*TABS]


def test_a_log_of_another_system_names_the_signs_it_cannot_tell(alice: Person) -> None:
    shown = text(cast.browser(alice).get(page("hanging", ready_log(deals()))))
    assert UNKNOWN_SIGNS
    assert "Signs this log does not record: " in " ".join(shown.split())
    assert Deal.objects.count() == 0
