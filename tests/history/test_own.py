"""The company's own deals become a log: the steps that each entered, and how it ended."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db.models import Q
from django.utils.translation import override

from pipeloop.company.actions import begin_load
from pipeloop.company.models import Person
from pipeloop.company.queries import the_company
from pipeloop.company.words import OriginKind
from pipeloop.conveyor import actions as conveyor
from pipeloop.conveyor.actions.bulk import PastDeal, PastEvent, load_deals
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.words import EventKind
from pipeloop.core.clock import at
from pipeloop.core.ids import DealId, PersonId, StepId
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.history import actions, jobs
from pipeloop.history.domain.owners import stage_owner_label, stage_team_label
from pipeloop.history.models import Log
from pipeloop.history.queries.log_cache import folder_path, open_folder
from pipeloop.history.queries.own_log import read_own_log
from pipeloop.history.words import LogKind, LogState
from pipeloop.process.models import Reason
from pipeloop.process.queries import live_version_id, outline
from pipeloop.process.words import StageKind
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
    log = read_own_log()
    names = {step.code: str(step.name) for step in (cast.step("LD1"), cast.step("LC1"))}
    assert [log.case_id(case) for case in range(2)] == [str(first.pk), str(first.pk + 1)]
    assert log.path(0) == (names["LD1"], "Lost")
    assert log.path(1) == (names["LC1"],)
    assert log.resources[log.resource[0]] == "Bob Stone · Closer"
    attributes = {name: labels.names[labels.codes[0]] for name, labels in log.labels.items()}
    assert attributes.items() >= {
        "source": "Web", "product": "Scales", "owner": "Bob Stone", "team": "North",
        "outcome": "lost", "motion": "New client", "currency": "RUB",
    }.items()  # fmt: skip
    assert log.numbers["amount"][0] == 1250.5


def test_the_log_of_own_deals_is_refreshed_by_itself_and_only_when_there_are_new_events(
    bob: Person,
) -> None:
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


def test_new_events_are_appended_to_what_was_read(
    alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cast.deal(bob, at="LD1", source="Web")
    actions.refresh_own()
    monkeypatch.setattr("pipeloop.history.actions.reading.read_own_log", None)
    cast.deal(alice, at="LC1", source="Fair")
    lose(bob, first)
    actions.refresh_own()
    log = open_folder(Log.objects.get().folder)
    with override(the_company().language):
        whole = read_own_log()
    assert listed(log) == listed(whole)
    for name, labels in whole.labels.items():
        appended = log.labels[name]
        assert [appended.names[code] for code in appended.codes] == [
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

    monkeypatch.setattr("pipeloop.history.actions.reading.append_own_events", broken)
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
    log = read_own_log()
    assert [log.path(case)[0] for case in range(2)] == [f"LD1 {first.name}", f"LD2 {first.name}"]


def label(log: EventLog, name: str, case: int = 0) -> str:
    """What an attribute says of a case."""
    labels = log.labels.get(name)
    return labels.names[labels.codes[case]] if labels else ""


def test_a_deal_has_as_attributes_who_owned_it_when_it_entered_each_stage(
    alice: Person, bob: Person, hugo: Person
) -> None:
    with at(cast.TUESDAY):
        deal = cast.deal(hugo, at="LD7")
    with at(cast.TUESDAY + timedelta(days=1)):
        conveyor.assign_deal(alice, DealId(deal.pk), seen=None, owner=PersonId(bob.pk))
    with at(cast.TUESDAY + timedelta(days=2)):
        conveyor.move_deal(
            alice, DealId(deal.pk), StepId(cast.step("LC1").pk), seen=None, waiver="Known client"
        )
    with at(cast.TUESDAY + timedelta(days=3)):
        conveyor.assign_deal(alice, DealId(deal.pk), seen=None, owner=PersonId(alice.pk))
    log = read_own_log()
    assert label(log, stage_owner_label(StageKind.LEAD_DEVELOPMENT)) == "Hugo Reed"
    assert label(log, stage_owner_label(StageKind.LEAD_CONVERSION)) == "Bob Stone"
    assert label(log, stage_team_label(StageKind.LEAD_CONVERSION)) == "North"
    assert label(log, stage_owner_label(StageKind.CLIENT_FULFILLMENT)) == ""
    assert label(log, "owner") == "Alice Hart"


def test_of_a_loaded_deal_only_who_moved_it_into_a_stage_is_known(bob: Person) -> None:
    plan = outline(live_version_id())
    origin = begin_load(OriginKind.IMPORT, "a file", at=cast.TUESDAY)
    lead, later = plan.flow[0], next(s for s in plan.flow if s.code == "LC1")
    events = (
        PastEvent(cast.TUESDAY, EventKind.CREATED, lead),
        PastEvent(cast.TUESDAY + timedelta(days=2), EventKind.MOVED, later, actor=bob),
    )
    carol = cast.person("Carol West", "closer", team="South")
    load_deals([PastDeal("Harbour", events, external_id="1", owner=carol)], plan, origin)
    log = read_own_log()
    assert label(log, stage_owner_label(StageKind.LEAD_GENERATION)) == ""
    assert label(log, stage_owner_label(StageKind.LEAD_CONVERSION)) == "Bob Stone"
    assert label(log, "owner") == "Carol West"


def test_the_log_has_from_when_deals_hang_and_nobody_filters_by_it(bob: Person) -> None:
    deal = cast.deal(bob, at="LD1")
    cast.deal(bob, at="LD1", parked_until="2999-01-01", warns_at=None, hangs_at=None)
    log = read_own_log()
    assert deal.hangs_at
    assert log.numbers["hangs_at"][0] == pytest.approx(deal.hangs_at.timestamp())
    assert np.isnan(log.numbers["hangs_at"][1])


def test_another_moment_of_hanging_refreshes_the_log_without_any_event(bob: Person) -> None:
    deal = cast.deal(bob, at="LD1")
    jobs.refresh_own()
    first = Log.objects.get().folder
    Deal.objects.filter(pk=deal.pk).update(hangs_at=cast.TUESDAY)
    jobs.refresh_own()
    row = Log.objects.get()
    assert row.folder != first
    hangs_at = open_folder(row.folder).numbers["hangs_at"][0]
    assert hangs_at == pytest.approx(cast.TUESDAY.timestamp())
