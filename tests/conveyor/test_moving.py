"""Moving deals: what the record says, and what is refused."""

from datetime import timedelta

import pytest

from pipeloop.company.models import Person
from pipeloop.conveyor import actions
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import EventKind
from pipeloop.core import clock
from pipeloop.core.errors import Forbidden, NotFound, Refused, Stale
from tests import cast

HOUR = 3600
NEED = {"field:need_hypothesis": "A second line"}


def test_a_move_records_who_what_when_and_for_how_long(hugo: Person) -> None:
    with clock.at(cast.TUESDAY):  # Tuesday 12:00 in Moscow; the company works 9 to 18
        deal = cast.deal(hugo, at="LD1")
    later = cast.TUESDAY + timedelta(days=2, hours=3)  # Thursday 15:00
    with clock.at(later):
        moved = actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=1, given=NEED)
    event = Event.objects.get(pk=moved.event.pk)
    assert (event.kind, event.actor, event.role) == (EventKind.MOVED, hugo, "hunter")
    assert (event.at, event.recorded_at) == (later, later)
    assert (event.from_step, event.to_step) == (cast.step("LD1"), cast.step("LD2"))
    assert event.version_id == deal.version_id
    # 6 hours of Tuesday, 9 of Wednesday, 6 of Thursday.
    assert event.step_work_s == event.stage_work_s == 21 * HOUR


def test_time_in_the_stage_adds_up_over_its_steps(hugo: Person) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(hugo, at="LD1")
    with clock.at(cast.TUESDAY + timedelta(hours=2)):
        actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=None, given=NEED)
    with clock.at(cast.TUESDAY + timedelta(hours=5)):
        moved = actions.move_deal(
            hugo,
            deal.pk,
            cast.step("LD3").pk,
            seen=None,
            given={"event:two_way_contact": "A call", "field:next_step_date": "2026-03-05"},
        )
    assert (moved.event.step_work_s, moved.event.stage_work_s) == (3 * HOUR, 5 * HOUR)


def test_every_action_raises_the_revision(hugo: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    assert deal.revision == 1
    actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=1, given=NEED)
    actions.add_note(hugo, deal.pk, text="Called")
    assert Deal.objects.get(pk=deal.pk).revision == 3


def test_the_second_of_two_people_is_warned_and_shown_the_fresh_deal(
    hugo: Person, alice: Person
) -> None:
    deal = cast.deal(hugo, at="LD1")
    actions.move_deal(alice, deal.pk, cast.step("LD2").pk, seen=1, given=NEED)
    with pytest.raises(Stale) as stale:
        actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=1, given=NEED)
    assert stale.value.fresh.revision == 2
    assert Event.objects.filter(deal=deal, kind=EventKind.MOVED).count() == 1


@pytest.mark.parametrize("to", ["LD1", "LG5"])
def test_a_move_goes_forward_only(hugo: Person, to: str) -> None:
    deal = cast.deal(hugo, at="LD1")
    with pytest.raises(Refused, match="not_ahead"):
        actions.move_deal(hugo, deal.pk, cast.step(to).pk, seen=None)


@pytest.mark.parametrize("to", ["LG1", "AM1", "KA3"])
def test_deals_stand_on_steps_of_the_flow_alone(hugo: Person, to: str) -> None:
    deal = cast.deal(hugo, at="LD1")
    with pytest.raises(Refused, match="not_in_flow"):
        actions.move_deal(hugo, deal.pk, cast.step(to).pk, seen=None)


def test_a_deal_goes_back_with_a_reason_and_without_a_gate(bob: Person) -> None:
    deal = cast.deal(bob, at="LC3")
    moved = actions.return_deal(
        bob, deal.pk, cast.step("LC1").pk, seen=1, reason="The need was another one"
    )
    assert moved.deal.step.code == "LC1"
    assert (moved.event.kind, moved.event.details["reason"]) == (
        EventKind.RETURNED,
        "The need was another one",
    )


def test_a_deal_does_not_go_back_in_silence(bob: Person) -> None:
    deal = cast.deal(bob, at="LC3")
    with pytest.raises(Refused, match="no_reason"):
        actions.return_deal(bob, deal.pk, cast.step("LC1").pk, seen=1, reason=" ")


@pytest.mark.parametrize("to", ["LC3", "LC4"])
def test_forward_is_no_return(bob: Person, to: str) -> None:
    deal = cast.deal(bob, at="LC3")
    with pytest.raises(Refused, match="not_behind"):
        actions.return_deal(bob, deal.pk, cast.step(to).pk, seen=1, reason="Why not")


def test_a_signature_is_dated_when_the_deal_reaches_fulfilment(bob: Person) -> None:
    deal = cast.deal(bob, at="LC10")
    at = cast.TUESDAY
    with clock.at(at):
        moved = actions.move_deal(
            bob,
            deal.pk,
            cast.step("CF1").pk,
            seen=None,
            given={"field:outcome": "won", "field:loss_reason": "w_value"},
        )
    assert moved.deal.signed_at == at
    back = actions.return_deal(bob, deal.pk, cast.step("LC9").pk, seen=None, reason="Unsigned")
    assert back.deal.signed_at is None


def test_a_move_unparks_a_deal(hugo: Person) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(hugo, at="LD1", parked_until="2026-04-01")
        moved = actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=None, given=NEED)
    assert moved.deal.parked_until is None


def test_a_deal_of_another_team_is_not_moved(hugo: Person, carol: Person) -> None:
    cast.company(sellers_see="all")
    deal = cast.deal(hugo, at="LD1")
    with pytest.raises(Forbidden):
        actions.move_deal(carol, deal.pk, cast.step("LD2").pk, seen=None, given=NEED)


def test_a_deal_that_is_not_theirs_to_see_is_not_there(hugo: Person, carol: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    with pytest.raises(NotFound):
        actions.move_deal(carol, deal.pk, cast.step("LD2").pk, seen=None, given=NEED)


def test_somebody_dismissed_moves_nothing(hugo: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    hugo.is_active = False
    with pytest.raises(Forbidden):
        actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=None, given=NEED)
