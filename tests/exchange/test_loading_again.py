"""A file loaded again brings its deals up to date, and makes none twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pipeloop.company.models import Person
from pipeloop.conveyor.actions import add_note
from pipeloop.conveyor.models import Deal, Event
from pipeloop.core import clock
from pipeloop.core.ids import DealId
from pipeloop.exchange.words import Shape
from tests import cast
from tests.exchange import importing, samples

pytestmark = pytest.mark.django_db

UNDATED = ("made", "closed")


def undated() -> bytes:
    """Deals of which nothing is dated: open, won and lost."""
    stages = ("Negotiation", "Won", "Lost")
    rows = (samples.one(i, stage=stage) for i, stage in enumerate(stages))
    return samples.deals(*rows, without=UNDATED)


def kinds() -> list[str]:
    """What happened to the only deal."""
    return list(Event.objects.values_list("kind", flat=True))


def totals(run: Any) -> dict[str, int]:
    return {name: run.totals[name] for name in ("created", "updated", "unchanged", "left_alone")}


def only(**counted: int) -> dict[str, int]:
    return {"created": 0, "updated": 0, "unchanged": 0, "left_alone": 0} | counted


@pytest.mark.parametrize(
    ("make", "count"),
    [
        *((samples.three, 3), (samples.russian, 3), (samples.two_histories, 2)),
        *((samples.workbook, 2), (undated, 3)),
    ],
)
def test_the_same_file_twice_changes_nothing(
    alice: Person, make: Callable[[], bytes], count: int
) -> None:
    with clock.at(cast.TUESDAY):
        assert totals(importing.loaded(alice, make())) == only(created=count)
    before = importing.rows()
    with clock.at(cast.TUESDAY + timedelta(days=1)):
        assert totals(importing.loaded(alice, make())) == only(unchanged=count)
    # The second load itself is remembered, and nothing else.
    after = importing.rows()
    assert len(after.pop("Origin")) == len(before.pop("Origin")) + 1
    assert after == before


def test_the_same_ids_of_another_system_are_other_deals(alice: Person) -> None:
    importing.loaded(alice, samples.three(), system="crm")
    assert totals(importing.loaded(alice, samples.three(), system="shop")) == only(created=3)
    assert Deal.objects.filter(external_id="D-1").count() == 2


def test_a_file_without_ids_makes_its_deals_every_time(alice: Person) -> None:
    content = samples.deals(samples.one(), without=["id"])
    importing.loaded(alice, content)
    assert totals(importing.loaded(alice, content)) == only(created=1)


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"amount": "1500.5"}, "amount", 150_050),
        ({"name": "Larger order"}, "title", "Larger order"),
        ({"source": "Call"}, "source", "Call"),
        ({"owner": "Omar Diaz"}, "owner__name", "Omar Diaz"),
        ({"amount": "$ 900"}, "currency", "USD"),
        ({"stage": "Contract"}, "step__code", "LC8"),
        ({"stage": "Meeting"}, "step__code", "LC1"),
        ({"stage": "Won", "closed": "2025-01-20"}, "state", "won"),
    ],
)
def test_a_changed_cell_changes_the_deal(
    alice: Person, cells: dict[str, str], field: str, value: Any
) -> None:
    importing.loaded(alice, samples.many(2))
    unchanged = Deal.objects.values().get(external_id="D-2")
    changed = samples.deals(
        samples.one(1, **({"client": "Client 1"} | cells)), samples.one(2, client="Client 2")
    )
    assert totals(importing.loaded(alice, changed)) == only(updated=1, unchanged=1)
    assert Deal.objects.values_list(field, flat=True).get(external_id="D-1") == value
    assert Deal.objects.values().get(external_id="D-2") == unchanged


@pytest.mark.parametrize(("stage", "kind"), [("Contract", "moved"), ("Meeting", "returned")])
def test_a_move_that_nobody_dated_happened_by_the_load(
    alice: Person, stage: str, kind: str
) -> None:
    importing.loaded(alice, samples.deals(samples.one()))
    with clock.at(cast.TUESDAY):
        run = importing.loaded(alice, samples.deals(samples.one(stage=stage)))
    moved = Event.objects.exclude(kind="created").get()
    assert (moved.kind, moved.at, moved.origin) == (kind, cast.TUESDAY, run.origin)
    assert moved.details == {"date_unknown": True}
    assert Deal.objects.get().entered_step_at == cast.TUESDAY


@pytest.mark.parametrize("stage", ["Won", "Lost"])
@pytest.mark.parametrize("closed", ["", "2025-01-13", "2025-01-20"])
def test_a_deal_is_closed_once(alice: Person, stage: str, closed: str) -> None:
    importing.loaded(alice, samples.deals(samples.one()))
    ended = samples.deals(samples.one(stage=stage, closed=closed))
    assert totals(importing.loaded(alice, ended)) == only(updated=1)
    deal = Deal.objects.select_related("step").get()
    assert (deal.state, deal.step.code) == (stage.lower(), "LC7")
    assert kinds() == ["created", stage.lower()]
    assert totals(importing.loaded(alice, ended)) == only(unchanged=1)


def test_another_date_of_the_same_end_is_not_a_second_end(alice: Person) -> None:
    for closed in ("2025-01-20", "2025-01-21"):
        importing.loaded(alice, samples.deals(samples.one(stage="Won", closed=closed)))
    assert kinds() == ["created", "won"]


def test_what_the_file_does_not_say_stays(alice: Person) -> None:
    importing.loaded(alice, samples.deals(samples.one(source="Fair")))
    before = Deal.objects.values().get()
    poorer = samples.deals(
        samples.one(amount=""), without=["name", "owner", "stage", "source", "made", "closed"]
    )
    assert totals(importing.loaded(alice, poorer)) == only(unchanged=1)
    assert Deal.objects.values().get() == before


def test_leads_are_won_by_a_later_file_that_says_only_that(alice: Person) -> None:
    leads = samples.table(("MQL id", "First contact date", "Origin"), [("m1", "2025-01-13", "ad")])
    importing.loaded(alice, leads.encode())
    ends = samples.table(
        ("MQL id", "SDR id", "SR id", "Won date"), [("m1", "a", "b", "2025-02-03")]
    )
    assert totals(importing.loaded(alice, ends.encode())) == only(updated=1)
    deal = Deal.objects.select_related("owner", "hunter", "step").get()
    assert deal.owner is not None
    assert deal.hunter is not None
    assert (deal.hunter.name, deal.owner.name, deal.source) == ("a", "b", "ad")
    assert (deal.state, deal.step.code) == ("won", "LD1")
    assert deal.hunter.role_codes == {"hunter"}


def test_a_history_that_grew_adds_what_is_new(alice: Person) -> None:
    rows = [
        ("H-1", "Meeting", "2025-01-13", "", "Harbour Foods", ""),
        ("H-1", "Proposal", "2025-01-14", "", "Harbour Foods", ""),
        ("H-1", "Negotiation", "2025-01-15", "", "Harbour Foods", ""),
        ("H-1", "Won", "2025-01-17", "", "Harbour Foods", ""),
    ]
    importing.loaded(alice, samples.changes(*rows[:2]), shape=Shape.HISTORY)
    run = importing.loaded(alice, samples.changes(*rows), shape=Shape.HISTORY)
    assert totals(run) == only(updated=1)
    assert kinds() == ["created", "moved", "moved", "won"]
    deal = Deal.objects.select_related("step").get()
    # It was won where the history says, not where it stood before.
    assert (deal.state, deal.step.code) == ("won", "LC7")
    news = Event.objects.filter(origin=run.origin).select_related("from_step")
    assert [event.from_step and event.from_step.code for event in news] == ["LC5", "LC7"]


def test_a_deal_that_people_have_worked_on_is_left_to_them(alice: Person) -> None:
    importing.loaded(alice, samples.three())
    mine = Deal.objects.get(external_id="D-1")
    add_note(alice, DealId(mine.pk), text="They called back.")
    before = Deal.objects.values().get(pk=mine.pk)
    changed = samples.deals(samples.one(1, amount="1", stage="Won", closed="2025-02-03"))
    assert totals(importing.loaded(alice, changed)) == only(left_alone=1)
    assert Deal.objects.values().get(pk=mine.pk) == before
