"""A company's real opportunities, loaded as a user loads them, give their published totals."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import Count, Sum
from django.utils.translation import override

from pipeloop.clients.models import Account
from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.queries import flow
from pipeloop.core.clock import at, now
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import ImportState, Shape
from pipeloop.history import queries as history
from pipeloop.history.actions import refresh_own
from pipeloop.history.domain.filtering import CaseFilter
from pipeloop.history.models import Log
from pipeloop.history.queries.hanging import STALLED
from tests.exchange.real import DATA, MARKS, lines, loaded

PIPELINE = DATA / "crm_opportunities" / "sales_pipeline.csv"

pytestmark = MARKS


@pytest.fixture(scope="module")
def crm(head: Person) -> ImportRun:
    """Opportunities of a company that sells hardware."""
    return loaded(head, PIPELINE, system="crm")


def test_every_opportunity_is_a_deal(crm: ImportRun) -> None:
    assert (crm.shape, crm.state) == (Shape.DEALS, ImportState.DONE)
    assert (crm.totals["good"], crm.totals["bad"], crm.totals["warned"]) == (8800, 0, 500)
    assert {problem["code"] for problem in crm.problems} == {"no_date"}
    assert (crm.totals["rows"], crm.totals["created"], crm.totals["people"]) == (8800, 8800, 30)


def test_opportunities_ended_as_published(crm: ImportRun) -> None:
    states = Deal.objects.order_by().values_list("state").annotate(Count("pk"))
    assert dict(states) == {"won": 4238, "lost": 2473, "open": 2089}
    steps = Deal.objects.filter(state="open").order_by().values_list("step__code")
    assert dict(steps.annotate(Count("pk"))) == {"LC1": 1589, "LD1": 500}


def test_money_won_is_as_published(crm: ImportRun) -> None:
    won = Deal.objects.filter(state="won").aggregate(minor=Sum("amount"))["minor"]
    assert won == 10_005_534 * 100
    assert not Deal.objects.filter(state="open", amount__isnull=False).exists()


def test_every_seller_of_opportunities_is_here_with_their_deals(crm: ImportRun) -> None:
    owners = Deal.objects.order_by().values_list("owner__name").annotate(Count("pk"))
    assert dict(owners) == Counter(line["sales_agent"] for line in lines(PIPELINE))
    assert len(owners) == 30
    sellers = Person.objects.filter(origin=crm.origin)
    assert sellers.filter(email=None, roles__code="closer").count() == 30


def test_every_opportunity_has_its_past(crm: ImportRun) -> None:
    kinds = Event.objects.order_by().values_list("kind").annotate(Count("pk"))
    assert dict(kinds) == {"created": 8800, "won": 4238, "lost": 2473}
    assert not Event.objects.exclude(origin=crm.origin).exists()
    # A prospect has no date of its own: the day of loading is taken, and it says so.
    assert Event.objects.filter(details__date_unknown=True).count() == 500
    named = {line["account"] for line in lines(PIPELINE)} - {""}
    assert len(named) == 85
    assert Account.objects.filter(name__in=named).count() == 85


def test_the_pulse_agrees_with_the_opportunities(crm: ImportRun, head: Person) -> None:
    state = flow(head, period=0)
    assert (state.open, sum(summary.left for summary in state.stages)) == (2089, 4238 + 2473)
    stages = {summary.stage.code: summary for summary in state.stages}
    assert (stages["LD"].now, stages["LC"].now) == (500, 1589)
    assert stages["LC"].share == pytest.approx(4238 / 6711)
    assert {load.step.code: load.count for load in state.loads} == {"LC1": 1589, "LD1": 500}


def test_the_history_of_the_opportunities_says_what_the_pulse_says(
    crm: ImportRun, head: Person
) -> None:
    with at(now()):
        refresh_own()
        filtered = history.filter_log(Log.objects.get(), CaseFilter())
        tab, held_most = history.hanging_of(filtered), history.held_most(filtered)
        state = flow(head, period=0)
    assert state.hangs > 0
    assert (tab.count, tab.levels[STALLED]) == (state.open, state.hangs)
    assert not state.by_money
    with override(the_company().language):
        name = str(state.loads[0].step.name)
    assert held_most
    assert (held_most.step, held_most.deals, held_most.by_money) == (name, 1589, False)
