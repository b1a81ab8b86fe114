"""Exit criteria: what stops a move, what is asked for, and that a refusal leaves no trace."""

from datetime import timedelta

import pytest

from pipeloop.company.models import Person
from pipeloop.conveyor import actions
from pipeloop.conveyor.actions.evidence import NewPerson
from pipeloop.conveyor.domain.gate import GateClosed
from pipeloop.conveyor.models import Deal, Event, Participant
from pipeloop.core import clock
from pipeloop.core.errors import Forbidden, Refused
from pipeloop.process.actions import set_soft
from pipeloop.process.models import Criterion
from tests import cast

MAP = {"field:buying_stage": "evaluation", "field:decision_date": "2026-04-01"}
TWO = [NewPerson("Ann Shaw", "decider"), NewPerson("Tom Reid", "user")]


def missing(closed: GateClosed) -> list[str]:
    """The rules that stop, as the process writes them."""
    return [check.criterion.rule.text for check in closed.gate.missing]


def test_a_deal_does_not_pass_a_gate_that_does_not_hold(hugo: Person) -> None:
    deal = cast.deal(hugo, at="LD4")
    with pytest.raises(GateClosed) as closed:
        actions.move_deal(hugo, deal.pk, cast.step("LD5").pk, seen=deal.revision)
    assert missing(closed.value) == ["field:need", "field:potential_annual", "field:timing"]


def test_a_closed_gate_leaves_no_trace_of_what_was_filled(hugo: Person) -> None:
    deal = cast.deal(hugo, at="LD4")
    before = Deal.objects.filter(pk=deal.pk).values().get()
    with pytest.raises(GateClosed):
        actions.move_deal(
            hugo,
            deal.pk,
            cast.step("LD5").pk,
            seen=deal.revision,
            given={"field:need": "Scales for the new line"},
            people=TWO,
        )
    assert Deal.objects.filter(pk=deal.pk).values().get() == before
    assert Event.objects.filter(deal=deal).count() == 1
    assert not Participant.objects.filter(deal=deal).exists()


def test_a_gate_is_filled_and_passed_in_one_go(hugo: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    moved = actions.move_deal(
        hugo,
        deal.pk,
        cast.step("LD2").pk,
        seen=deal.revision,
        given={"field:need_hypothesis": "A second packing line opens in May"},
    )
    assert moved.deal.step.code == "LD2"
    assert moved.event.details["facts"] == {
        "field:need_hypothesis": "A second packing line opens in May"
    }


def test_what_is_known_is_not_asked_again(hugo: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    actions.record_facts(hugo, deal.pk, seen=None, given={"field:need_hypothesis": "Growth"})
    moved = actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=None)
    assert moved.deal.step.code == "LD2"


def test_steps_that_are_jumped_over_are_checked_too(hugo: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    with pytest.raises(GateClosed) as closed:
        actions.move_deal(hugo, deal.pk, cast.step("LD3").pk, seen=deal.revision)
    assert missing(closed.value) == [
        "field:need_hypothesis",
        "event:two_way_contact",
        "field:next_step_date",
    ]


def test_two_people_on_the_map_of_the_decision_are_counted(bob: Person) -> None:
    deal = cast.deal(bob, at="LC2")
    with pytest.raises(GateClosed) as closed:
        actions.move_deal(bob, deal.pk, cast.step("LC3").pk, seen=None, given=MAP, people=TWO[:1])
    assert missing(closed.value) == ["count:decision_group>=2"]
    moved = actions.move_deal(bob, deal.pk, cast.step("LC3").pk, seen=None, given=MAP, people=TWO)
    assert moved.deal.step.code == "LC3"


def test_a_long_deal_needs_a_mutual_plan_and_a_short_one_does_not(bob: Person) -> None:
    with clock.at(cast.TUESDAY):
        long, short = cast.deal(bob, at="LC2"), cast.deal(bob, at="LC2", client="Oakford")
        near = {**MAP, "field:decision_date": "2026-03-18"}
        far = {**MAP, "field:decision_date": "2026-03-19"}
        there = cast.step("LC3").pk
        actions.move_deal(bob, short.pk, there, seen=None, given=near, people=TWO)
        with pytest.raises(GateClosed) as closed:
            actions.move_deal(bob, long.pk, there, seen=None, given=far, people=TWO)
        assert missing(closed.value) == ["if cycle>15: doc:mutual_plan"]
        plan = {**far, "doc:mutual_plan": "MP-14"}
        moved = actions.move_deal(bob, long.pk, there, seen=None, given=plan, people=TWO)
    assert moved.deal.facts["doc:mutual_plan"]["note"] == "MP-14"


def test_a_deal_that_has_stood_sixteen_days_in_conversion_is_long(bob: Person) -> None:
    with clock.at(cast.TUESDAY):
        deal = cast.deal(bob, at="LC2")
    near = {**MAP, "field:decision_date": "2026-03-05"}
    with clock.at(cast.TUESDAY + timedelta(days=16)), pytest.raises(GateClosed) as closed:
        actions.move_deal(bob, deal.pk, cast.step("LC3").pk, seen=None, given=near, people=TWO)
    assert missing(closed.value) == ["if cycle>15: doc:mutual_plan"]


@pytest.mark.parametrize(("discount", "stops"), [("10", False), ("10.5", True)])
def test_a_discount_above_the_limit_waits_for_the_head(
    bob: Person, discount: str, stops: bool
) -> None:
    deal = cast.deal(bob, at="LC7", discount=discount)
    given = {"field:final_amount": "1 250 000"}
    if stops:
        with pytest.raises(GateClosed) as closed:
            actions.move_deal(bob, deal.pk, cast.step("LC8").pk, seen=None, given=given)
        assert missing(closed.value) == ["if discount>limit: approval:head_of_sales"]
    else:
        moved = actions.move_deal(bob, deal.pk, cast.step("LC8").pk, seen=None, given=given)
        assert moved.deal.amount == 125_000_000


def test_nobody_gives_the_approval_of_another_role(bob: Person, alice: Person) -> None:
    deal = cast.deal(bob, at="LC7", discount="15")
    with pytest.raises(Forbidden):
        actions.record_facts(
            bob, deal.pk, seen=None, given={"approval:head_of_sales": "I approve myself"}
        )
    actions.record_facts(alice, deal.pk, seen=None, given={"approval:head_of_sales": "Agreed"})
    moved = actions.move_deal(
        bob, deal.pk, cast.step("LC8").pk, seen=None, given={"field:final_amount": "100"}
    )
    assert moved.deal.step.code == "LC8"


def test_a_head_does_not_approve_their_own_deal(alice: Person) -> None:
    deal = cast.deal(alice, at="LC7", discount="15")
    with pytest.raises(Forbidden):
        actions.record_facts(alice, deal.pk, seen=None, given={"approval:head_of_sales": "ok"})


def test_a_soft_criterion_warns_and_lets_pass(hugo: Person, alice: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    rule = Criterion.objects.get(step=cast.step("LD1"), rule="field:need_hypothesis")
    set_soft(alice, rule.pk, soft=True)
    moved = actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=None)
    assert [check.criterion.rule.text for check in moved.warnings] == ["field:need_hypothesis"]
    assert moved.deal.waivers == 0


def test_a_head_lets_a_deal_through_with_a_reason_that_stays_seen(
    hugo: Person, alice: Person
) -> None:
    deal = cast.deal(hugo, at="LD1")
    moved = actions.move_deal(
        alice, deal.pk, cast.step("LD2").pk, seen=None, waiver="Met at the fair"
    )
    assert (moved.event.waiver, moved.deal.waivers) == ("Met at the fair", 1)
    assert moved.event.details["waived"] == ["field:need_hypothesis"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_waiver_needs_its_reason(hugo: Person, alice: Person, reason: str) -> None:
    deal = cast.deal(hugo, at="LD1")
    with pytest.raises(GateClosed):
        actions.move_deal(alice, deal.pk, cast.step("LD2").pk, seen=None, waiver=reason)


def test_a_seller_does_not_let_a_deal_through(hugo: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    with pytest.raises(Forbidden):
        actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=None, waiver="I am sure")
    assert Deal.objects.get(pk=deal.pk).step.code == "LD1"


def test_a_head_does_not_let_their_own_deal_through(alice: Person) -> None:
    deal = cast.deal(alice, at="LD1")
    with pytest.raises(Forbidden):
        actions.move_deal(alice, deal.pk, cast.step("LD2").pk, seen=None, waiver="Mine")


def test_a_reason_beside_an_open_gate_is_no_waiver(hugo: Person, alice: Person) -> None:
    deal = cast.deal(hugo, at="LD1")
    moved = actions.move_deal(
        alice,
        deal.pk,
        cast.step("LD2").pk,
        seen=None,
        given={"field:need_hypothesis": "Growth"},
        waiver="Just in case",
    )
    assert (moved.event.waiver, moved.deal.waivers) == ("", 0)


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("field:decision_date", "31.02.2026"),
        ("field:amount", "many"),
        ("field:amount", "-5"),
        ("field:csi_score", "11"),
        ("field:csi_score", "7.5"),
        ("field:icp_fit", "Z"),
        ("doc:proposal", {"note": "", "on": "2026-01-10"}),
        ("doc:proposal", {"note": "KP-1", "on": "2999-01-10"}),
        ("field:no_such_thing", "1"),
    ],
)
def test_evidence_that_cannot_be_is_refused_at_its_field(
    bob: Person, key: str, typed: object
) -> None:
    deal = cast.deal(bob, at="LC1")
    with pytest.raises(Refused) as refused:
        actions.record_facts(bob, deal.pk, seen=None, given={key: typed})  # type: ignore[dict-item]
    assert refused.value.field == key
    assert Deal.objects.get(pk=deal.pk).facts == deal.facts


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("1 234 567,89", 123_456_789), ("1234567.89", 123_456_789), ("0", 0), ("500", 50_000)],
)
def test_money_is_read_as_people_write_it(bob: Person, typed: str, minor: int) -> None:
    deal = cast.deal(bob, at="LC3")
    actions.record_facts(bob, deal.pk, seen=None, given={"field:amount": typed})
    assert Deal.objects.get(pk=deal.pk).amount == minor
