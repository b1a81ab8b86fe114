"""A marketplace's real leads and the deals that came of them, loaded one after the other."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import Count, Q

from pipeloop.clients.models import Account
from pipeloop.company.models import Person, Role
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.queries import flow
from pipeloop.exchange.models import ImportRun
from tests.exchange import importing
from tests.exchange.real import DATA, MARKS, lines, loaded

LEADS = DATA / "olist_funnel" / "olist_marketing_qualified_leads_dataset.csv"
CLOSED = DATA / "olist_funnel" / "olist_closed_deals_dataset.csv"

pytestmark = MARKS


@pytest.fixture(scope="module")
def olist(head: Person) -> tuple[ImportRun, ImportRun]:
    """Leads of a marketplace, and then the deals that came of them."""
    return (
        loaded(head, LEADS, system="olist"),
        loaded(head, CLOSED, system="olist"),
    )


def test_every_lead_is_a_deal_that_the_second_file_updates(
    olist: tuple[ImportRun, ImportRun],
) -> None:
    leads, closed = (run.totals for run in olist)
    assert [run.problems for run in olist] == [[], []]
    assert (leads["rows"], leads["created"]) == (8000, 8000)
    assert tuple(closed[name] for name in ("created", "updated", "unchanged", "left_alone")) == (
        0,
        842,
        0,
        0,
    )
    assert Deal.objects.count() == 8000


def test_leads_ended_as_published(olist: tuple[ImportRun, ImportRun]) -> None:
    states = Deal.objects.order_by().values_list("state").annotate(Count("pk"))
    assert dict(states) == {"won": 842, "open": 7158}
    kinds = Event.objects.order_by().values_list("origin", "kind").annotate(Count("pk"))
    assert {(origin, kind): n for origin, kind, n in kinds} == {
        (olist[0].origin_id, "created"): 8000,
        (olist[1].origin_id, "won"): 842,
    }


def test_sources_of_leads_are_kept_and_sixty_have_none(olist: tuple[ImportRun, ImportRun]) -> None:
    sources = Deal.objects.order_by().values_list("source").annotate(Count("pk"))
    assert dict(sources) == Counter(line["origin"] for line in lines(LEADS))
    assert dict(sources)[""] == 60


def test_hunters_and_closers_are_as_published(olist: tuple[ImportRun, ImportRun]) -> None:
    people = Deal.objects.filter(state="won").aggregate(
        hunters=Count("hunter", distinct=True), closers=Count("owner", distinct=True)
    )
    assert people == {"hunters": 32, "closers": 22}
    won = {line["mql_id"]: line for line in lines(CLOSED)}
    assert len(won) == 842
    for deal in Deal.objects.filter(state="won").select_related("owner", "hunter"):
        line = won[deal.external_id]
        assert deal.hunter is not None
        assert deal.owner is not None
        assert (deal.hunter.name, deal.owner.name) == (line["sdr_id"], line["sr_id"])
    assert not Deal.objects.filter(~Q(hunter=None) | ~Q(owner=None), state="open").exists()
    hunters = Role.objects.get(code="hunter").people.filter(origin=olist[1].origin)
    assert hunters.count() == 32


def test_the_pulse_agrees_with_the_leads(olist: tuple[ImportRun, ImportRun], head: Person) -> None:
    state = flow(head, period=0)
    stages = {summary.stage.code: summary for summary in state.stages}
    assert (state.open, stages["LD"].now, stages["LD"].left) == (7158, 7158, 842)
    assert sum(summary.left for summary in state.stages) == 842
    assert not state.by_money


def test_real_loads_are_undone_whole(olist: tuple[ImportRun, ImportRun], head: Person) -> None:
    for run, deals in zip(reversed(olist), (0, 8000), strict=True):
        gone = importing.undo(head, run)
        assert (gone.deals, gone.worked_on) == (deals, 0)
    assert not any(model.objects.exists() for model in (Deal, Event, Account))
    assert list(Person.objects.all()) == [head]
