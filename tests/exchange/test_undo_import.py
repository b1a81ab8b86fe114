"""An import is undone as a whole: the rows are as if it had never been."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from pipeloop.clients.models import Account, Contact
from pipeloop.company.models import Origin, Person
from pipeloop.conveyor.actions import add_note, create_lead
from pipeloop.conveyor.actions.leads import Lead
from pipeloop.conveyor.models import Deal, Event
from pipeloop.core import clock
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import DealId, ImportId
from pipeloop.exchange import actions, queries
from pipeloop.exchange.models import DealSnapshotRow
from pipeloop.exchange.words import ImportState
from tests import cast
from tests.exchange import importing, samples

pytestmark = pytest.mark.django_db

# A moment as the clock of a computer tells it, microseconds and all.
NOW = cast.TUESDAY + timedelta(microseconds=123_457)


def later() -> bytes:
    """The second state of the three deals: each is changed, and a fourth is new."""
    return samples.deals(
        samples.one(1, amount="$ 7", owner="Pia Wolf", stage="Won", closed="2025-02-03"),
        samples.one(2, name="Renamed", stage="Won", closed="2025-01-20", source="Call"),
        samples.one(3, amount="5", stage="Lost", closed="2025-01-15", owner="Pia Wolf"),
        samples.one(4, client="New client", contact="Ian Moss", owner="Rob Cole"),
    )


def work_on(actor: Person, external_id: str) -> Deal:
    """Somebody writes into a loaded deal."""
    deal = Deal.objects.get(external_id=external_id)
    return add_note(actor, DealId(deal.pk), text="They called back.")


@pytest.mark.parametrize("make", [samples.three, samples.russian, samples.two_histories])
def test_an_undone_load_leaves_nothing(
    alice: Person, bob: Person, make: Callable[[], bytes]
) -> None:
    cast.deal(bob)
    before = importing.rows()
    run = importing.loaded(alice, make())
    assert importing.rows() != before
    gone = importing.undo(alice, run)
    assert importing.rows() == before
    assert (gone.deals, gone.worked_on) == (run.totals["created"], 0)
    assert (run.state, run.origin) == (ImportState.UNDONE, None)


def test_what_a_later_load_changed_is_as_it_was(alice: Person, bob: Person) -> None:
    cast.deal(bob)
    start = importing.rows()
    with clock.at(NOW):
        first = importing.loaded(alice, samples.three())
    before = importing.rows()
    with clock.at(NOW + timedelta(days=3)):
        second = importing.loaded(alice, later())
    assert second.totals["updated"] == 3
    importing.undo(alice, second)
    assert importing.rows() == before
    assert not DealSnapshotRow.objects.exists()
    importing.undo(alice, first)
    assert importing.rows() == start


def test_a_deal_without_dates_is_put_back_to_the_microsecond(alice: Person) -> None:
    bare = samples.deals(samples.one(), without=["made", "closed"])
    with clock.at(NOW):
        importing.loaded(alice, bare)
    before = importing.rows()
    moved = samples.deals(samples.one(stage="Contract"), without=["made", "closed"])
    importing.undo(alice, importing.loaded(alice, moved))
    assert importing.rows() == before


def test_loads_are_undone_in_any_order(alice: Person) -> None:
    importing.loaded(alice, samples.deals(samples.one(amount="1")))
    before = importing.rows()
    second = importing.loaded(alice, samples.deals(samples.one(amount="2", stage="Contract")))
    third = importing.loaded(
        alice, samples.deals(samples.one(amount="3", stage="Won", closed="2099-01-01"))
    )
    importing.undo(alice, second)
    deal = Deal.objects.select_related("step").get()
    assert (deal.amount, deal.state, deal.step.code) == (300, "won", "LC8")
    importing.undo(alice, third)
    assert importing.rows() == before


def test_a_first_load_goes_with_what_a_later_one_added_to_its_deals(alice: Person) -> None:
    first = importing.loaded(alice, samples.three())
    second = importing.loaded(alice, later())
    assert importing.undo(alice, first).deals == 3
    assert list(Deal.objects.values_list("external_id", flat=True)) == ["D-4"]
    assert set(Event.objects.values_list("origin", flat=True)) == {second.origin_id}
    assert importing.undo(alice, second).deals == 1
    assert (Deal.objects.count(), Event.objects.count(), Origin.objects.count()) == (0, 0, 0)


def test_clients_and_sellers_who_were_here_stay(alice: Person, bob: Person) -> None:
    deal = cast.deal(bob, client="Harbour Foods", contact_name="Ada Moor")
    before = importing.rows()
    content = samples.deals(samples.one(contact="Ann Lee", owner="Bob Stone"))
    run = importing.loaded(alice, content)
    assert Contact.objects.get(name="Ann Lee").account == deal.account
    importing.undo(alice, run)
    assert importing.rows() == before


def test_what_somebody_needs_stays_and_is_theirs(alice: Person) -> None:
    run = importing.loaded(alice, samples.three())
    account = Account.objects.get(name="Harbour Foods")
    create_lead(alice, Lead(account=account.pk, contact_name="Ada Moor"))
    Person.objects.filter(name="Omar Diaz").update(email="omar@example.com")
    importing.undo(alice, run)
    assert Account.objects.get() == account
    assert Contact.objects.get().name == "Ada Moor"
    assert set(Person.objects.values_list("name", flat=True)) == {"Alice Hart", "Omar Diaz"}
    for model in (Account, Contact, Person):
        assert not model._default_manager.filter(origin__isnull=False).exists()


def test_work_done_since_is_counted_before_and_after(alice: Person) -> None:
    run = importing.loaded(alice, samples.three())
    assert queries.worked_on(run) == 0
    work_on(alice, "D-1")
    assert queries.worked_on(run) == 1
    gone = importing.undo(alice, run)
    assert (gone.deals, gone.worked_on) == (3, 1)
    assert not Event.objects.exists()


def test_a_deal_worked_on_since_an_update_keeps_what_the_update_said(alice: Person) -> None:
    first = importing.loaded(alice, samples.three())
    second = importing.loaded(alice, samples.deals(samples.one(1, amount="9", stage="Contract")))
    work_on(alice, "D-1")
    before = Deal.objects.values().get(external_id="D-1")
    events = list(Event.objects.filter(deal=before["id"]).values_list("pk", "kind"))
    importing.undo(alice, second)
    assert Deal.objects.values().get(external_id="D-1") == before
    kept = Event.objects.filter(deal=before["id"])
    assert list(kept.values_list("pk", "kind")) == events
    assert [kind for _pk, kind in events] == ["created", "moved", "noted"]
    assert importing.undo(alice, first).worked_on == 1
    assert not Deal.objects.exists()


def test_a_load_is_undone_once(alice: Person) -> None:
    run = importing.loaded(alice, samples.three())
    importing.undo(alice, run)
    before = importing.rows()
    with pytest.raises(Refused) as refusal:
        importing.undo(alice, run)
    assert refusal.value.code == "not_loaded"
    assert importing.rows() == before


def test_what_is_not_loaded_is_not_undone(alice: Person) -> None:
    run = importing.checked(alice, samples.three())
    with pytest.raises(Refused) as refusal:
        importing.undo(alice, run)
    assert refusal.value.code == "not_loaded"
    with pytest.raises(NotFound):
        actions.request_undo(alice, ImportId(0))


def test_an_undone_file_can_be_loaded_again(alice: Person) -> None:
    importing.undo(alice, importing.loaded(alice, samples.three()))
    assert importing.loaded(alice, samples.three()).totals["created"] == 3


def test_undo_that_breaks_undoes_nothing(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    run = importing.loaded(alice, samples.three())
    before = importing.rows()

    def broken(origin: Origin, **_named: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("pipeloop.conveyor.actions.bulk.undo.remove_load", broken)
    with pytest.raises(RuntimeError):
        importing.undo(alice, run)
    assert importing.rows() == before
    run.refresh_from_db()
    assert (run.state, run.error) == (ImportState.DONE, "the disk is full")


def test_a_load_that_is_being_undone_is_busy_and_is_undone_once(alice: Person) -> None:
    run = importing.loaded(alice, samples.three())
    actions.request_undo(alice, importing.key(run))
    run.refresh_from_db()
    assert run.is_busy
    with pytest.raises(Refused) as refusal:
        actions.request_undo(alice, importing.key(run))
    assert refusal.value.code == "not_loaded"
    gone = actions.undo_import(importing.key(run))
    assert gone is not None
    assert gone.deals == 3
    assert actions.undo_import(importing.key(run)) is None
    assert not Deal.objects.exists()
