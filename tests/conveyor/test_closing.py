"""Closing deals, won and lost, and opening them again."""

from datetime import date, timedelta

import pytest

from pipeloop.company.models import Person
from pipeloop.conveyor import actions
from pipeloop.conveyor.domain.gate import GateClosed
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import DealState, EventKind
from pipeloop.core import clock
from pipeloop.core.errors import Refused
from pipeloop.process.models import Reason
from tests import cast

SIGNED = {
    "doc:contract_signed": "No. 14 of 03.03.2026",
    "event:first_payment": "50 % came in",
    "doc:handover_pack": "HP-14",
}


def reason(code: str) -> int:
    """A reason of winning or losing by its code."""
    return Reason.objects.get(code=code).pk


def test_a_win_needs_every_gate_up_to_the_contract(bob: Person) -> None:
    deal = cast.deal(bob, at="LC8")
    with pytest.raises(GateClosed) as closed:
        actions.close_won(bob, deal.pk, seen=1, reason=reason("w_value"))
    rules = [check.criterion.rule.text for check in closed.value.gate.missing]
    assert rules == [
        "doc:contract_agreed",
        "doc:contract_signed",
        "event:first_payment",
        "doc:handover_pack",
    ]


def test_a_won_deal_keeps_its_reason_its_moment_and_its_signature(bob: Person) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(bob, at="LC9", amount=100_00)
        later = cast.TUESDAY + timedelta(hours=1)
    with clock.at(later):
        actions.close_won(bob, deal.pk, seen=1, reason=reason("w_value"), given=SIGNED)
    won = Deal.objects.get(pk=deal.pk)
    assert (won.state, won.closed_at, won.signed_at) == (DealState.WON, later, later)
    assert won.reason_id == reason("w_value")
    event = Event.objects.get(deal=deal, kind=EventKind.WON)
    assert (event.from_step, event.to_step, event.step_work_s) == (cast.step("LC9"), None, 3600)


def test_in_fulfilment_a_win_asks_for_the_gates_to_its_end(bob: Person) -> None:
    deal = cast.deal(bob, at="CF4")
    with pytest.raises(GateClosed) as closed:
        actions.close_won(bob, deal.pk, seen=1, reason=reason("w_value"))
    rules = [check.criterion.rule.text for check in closed.value.gate.missing]
    assert rules == [
        "doc:acceptance",
        "event:paid_full",
        "field:csi_score",
        "field:next_touch_date",
    ]


def test_a_lost_deal_needs_no_gate_but_a_reason(bob: Person) -> None:
    deal = cast.deal(bob, at="LC2")
    actions.close_lost(bob, deal.pk, seen=1, reason=reason("c_price"), note="Twice cheaper")
    lost = Deal.objects.get(pk=deal.pk)
    assert (lost.state, lost.reason_note) == (DealState.LOST, "Twice cheaper")
    assert (lost.hangs_at, lost.warns_at) == (None, None)


def test_a_reason_of_winning_does_not_explain_a_loss(bob: Person) -> None:
    deal = cast.deal(bob, at="LC2")
    with pytest.raises(Refused, match="bad_reason"):
        actions.close_lost(bob, deal.pk, seen=1, reason=reason("w_value"))
    with pytest.raises(Refused, match="bad_reason"):
        actions.close_won(bob, deal.pk, seen=1, reason=reason("c_price"), given=SIGNED)


def test_a_hidden_reason_is_not_given_any_more(bob: Person) -> None:
    deal = cast.deal(bob, at="LC2")
    Reason.objects.filter(code="c_price").update(hidden=True)
    with pytest.raises(Refused, match="bad_reason"):
        actions.close_lost(bob, deal.pk, seen=1, reason=reason("c_price"))


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 3, 2)])
def test_a_lost_deal_comes_back_on_a_day_to_come(bob: Person, day: date) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(bob, at="LC2")
        with pytest.raises(Refused, match="date_passed"):
            actions.close_lost(bob, deal.pk, seen=1, reason=reason("c_price"), return_on=day)
        actions.close_lost(
            bob, deal.pk, seen=1, reason=reason("c_price"), return_on=date(2026, 9, 1)
        )
    assert Deal.objects.get(pk=deal.pk).return_on == date(2026, 9, 1)


def test_a_closed_deal_is_left_in_peace(bob: Person) -> None:
    deal = cast.deal(bob, at="LC2")
    actions.close_lost(bob, deal.pk, seen=1, reason=reason("c_price"))
    with pytest.raises(Refused, match="wrong_state"):
        actions.move_deal(bob, deal.pk, cast.step("LC3").pk, seen=2)
    with pytest.raises(Refused, match="wrong_state"):
        actions.close_lost(bob, deal.pk, seen=2, reason=reason("c_price"))


def test_a_deal_opens_again_where_it_was_closed_with_its_clock_anew(bob: Person) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(bob, at="LC2")
        actions.close_lost(bob, deal.pk, seen=1, reason=reason("c_price"))
    later = cast.TUESDAY + timedelta(days=30)
    with clock.at(later):
        actions.reopen_deal(bob, deal.pk, seen=2, why="They called back")
    again = Deal.objects.get(pk=deal.pk)
    assert (again.state, again.step, again.reason) == (DealState.OPEN, cast.step("LC2"), None)
    assert again.entered_step_at == later


def test_an_open_deal_is_not_opened(bob: Person) -> None:
    deal = cast.deal(bob, at="LC2")
    with pytest.raises(Refused, match="wrong_state"):
        actions.reopen_deal(bob, deal.pk, seen=1, why="Why not")
