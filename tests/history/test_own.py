"""The company's own deals become a log: the steps that each entered, and how it ended."""

from pathlib import Path

import pytest
from django.db.models import Q
from django.utils.translation import override

from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.conveyor import actions as conveyor
from pipeloop.conveyor.models import Deal
from pipeloop.core.ids import DealId
from pipeloop.history import actions, jobs
from pipeloop.history.models import Log
from pipeloop.history.queries.log_cache import folder_path, open_folder
from pipeloop.history.queries.own_log import gather
from pipeloop.history.words import LogKind, LogState
from pipeloop.process.models import Reason
from tests import cast
from tests.engine.logs import listed

pytestmark = pytest.mark.django_db


def lose(actor: Person, deal: Deal) -> None:
    """Close a deal as lost."""
    reason = Reason.objects.filter(~Q(kind="won")).order_by("pk").first()
    assert reason is not None
    deal.refresh_from_db()
    conveyor.close_lost(actor, DealId(deal.pk), seen=deal.revision, reason=reason.pk)


def test_a_deal_is_a_case_with_the_steps_it_entered(alice: Person, bob: Person) -> None:
    first = cast.deal(bob, at="LD1", source="Web", product="Scales", amount=125_050)
    cast.deal(alice, at="LC1")
    lose(bob, first)
    log = gather()
    names = {step.code: str(step.name) for step in (cast.step("LD1"), cast.step("LC1"))}
    assert [log.case_id(case) for case in range(2)] == [str(first.pk), str(first.pk + 1)]
    assert log.path(0) == (names["LD1"], "Lost")
    assert log.path(1) == (names["LC1"],)
    assert log.resources[log.resource[0]] == "Bob Stone · Closer"
    told = {name: labels.names[labels.codes[0]] for name, labels in log.labels.items()}
    assert told.items() >= {
        "source": "Web", "product": "Scales", "owner": "Bob Stone", "team": "North",
        "outcome": "lost", "motion": "New client", "currency": "RUB",
    }.items()  # fmt: skip
    assert log.numbers["amount"][0] == 1250.5


def test_the_log_of_own_deals_comes_by_itself_and_only_when_there_is_news(bob: Person) -> None:
    jobs.refresh_own()
    assert not Log.objects.exists()
    cast.deal(bob)
    jobs.refresh_own()
    row = Log.objects.get()
    assert (row.kind, row.state, row.cases, row.events) == (LogKind.OWN, LogState.READY, 1, 1)
    first = row.folder
    jobs.refresh_own()
    row.refresh_from_db()
    assert row.folder == first
    cast.deal(bob)
    jobs.refresh_own()
    row.refresh_from_db()
    assert (row.folder != first, row.cases) == (True, 2)
    assert open_folder(row.folder).case_count == 2


def test_news_is_added_to_what_was_read(
    alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cast.deal(bob, at="LD1", source="Web")
    actions.refresh_own()
    monkeypatch.setattr("pipeloop.history.actions.reading.gather", None)
    cast.deal(alice, at="LC1", source="Fair")
    lose(bob, first)
    actions.refresh_own()
    log = open_folder(Log.objects.get().folder)
    with override(the_company().language):
        whole = gather()
    assert listed(log) == listed(whole)
    for name, labels in whole.labels.items():
        told = log.labels[name]
        assert [told.names[code] for code in told.codes] == [
            labels.names[code] for code in labels.codes
        ]


def test_what_is_called_otherwise_is_read_anew(bob: Person) -> None:
    cast.deal(bob)
    actions.refresh_own()
    Person.objects.filter(pk=bob.pk).update(name="Bob Stone-Hill")
    actions.refresh_own()
    people = open_folder(Log.objects.get().folder).resources
    assert [name.split(" · ")[0] for name in people] == ["", "Bob Stone-Hill"]


@pytest.mark.django_db(transaction=True)
def test_the_folder_before_is_removed_once_the_new_one_is_named(bob: Person) -> None:
    cast.deal(bob)
    actions.refresh_own()
    first = Log.objects.get().folder
    cast.deal(bob)
    actions.refresh_own()
    assert not folder_path(first).exists()
    assert folder_path(Log.objects.get().folder).is_dir()


def test_a_reading_that_breaks_leaves_what_was_read_before(
    bob: Person, monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    cast.deal(bob)
    actions.refresh_own()
    before = Log.objects.get()
    cast.deal(bob)

    def broken(*_told: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("pipeloop.history.actions.reading.gather_on", broken)
    with pytest.raises(RuntimeError, match="lights"):
        actions.refresh_own()
    after = Log.objects.get()
    assert (after.folder, after.state) == (before.folder, LogState.READY)
    assert [path.name for path in folders.iterdir()] == [before.folder]
    monkeypatch.undo()
    actions.refresh_own()
    assert Log.objects.get().cases == 2


def test_two_steps_of_one_name_stay_two(bob: Person) -> None:
    first, second = cast.step("LD1"), cast.step("LD2")
    type(second).objects.filter(pk=second.pk).update(name=first.name)
    cast.deal(bob, at="LD1")
    cast.deal(bob, at="LD2")
    log = gather()
    assert [log.path(case)[0] for case in range(2)] == [f"LD1 {first.name}", f"LD2 {first.name}"]
