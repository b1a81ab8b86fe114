"""Two people, a double click, a crash: real transactions on real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from pipeloop.company.models import Person
from pipeloop.conveyor import actions
from pipeloop.conveyor.actions import recording
from pipeloop.conveyor.models import Deal, Event
from pipeloop.conveyor.words import EventKind
from pipeloop.core.errors import Refused, Stale
from pipeloop.process.models import Reason
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
NEED = {"field:need_hypothesis": "Growth"}


def together(*does: Callable[[], object]) -> list[object]:
    """Do all at one moment, each on its own connection; answer results or refusals."""
    ready = Barrier(len(does))

    def run(do: Callable[[], object]) -> object:
        try:
            ready.wait(timeout=10)
            return do()
        except (Stale, Refused) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(does)) as pool:
        return list(pool.map(run, does))


@pytest.fixture
def people(transactional_db: None) -> tuple[Person, Person]:
    """A hunter and the head of his team."""
    cast.company_with_process()
    hugo = cast.person("Hugo Reed", "hunter", team="North")
    return hugo, cast.person("Alice Hart", "head_of_sales", team="North")


def test_of_two_who_move_a_deal_at_once_one_moves_it(people: tuple[Person, Person]) -> None:
    deal, to = cast.deal(people[0], at="LD1"), cast.step("LD2").pk
    outcomes = together(
        *(lambda who=who: actions.move_deal(who, deal.pk, to, seen=1, given=NEED) for who in people)
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Moved", "Stale"]
    assert Event.objects.filter(deal=deal, kind=EventKind.MOVED).count() == 1
    assert Deal.objects.get(pk=deal.pk).revision == 2


def test_a_double_click_closes_a_deal_once(people: tuple[Person, Person]) -> None:
    hugo, _alice = people
    deal, reason = cast.deal(hugo, at="LD1"), Reason.objects.get(code="c_price").pk
    outcomes = together(*[lambda: actions.close_lost(hugo, deal.pk, seen=1, reason=reason)] * 4)
    assert sum(isinstance(one, (Stale, Refused)) for one in outcomes) == 3
    assert Event.objects.filter(deal=deal, kind=EventKind.LOST).count() == 1


def test_one_moves_while_another_closes_and_nothing_is_half_done(
    people: tuple[Person, Person],
) -> None:
    hugo, alice = people
    deal, reason = cast.deal(hugo, at="LD1"), Reason.objects.get(code="c_price").pk
    to = cast.step("LD2").pk
    together(
        lambda: actions.move_deal(hugo, deal.pk, to, seen=1, given=NEED),
        lambda: actions.close_lost(alice, deal.pk, seen=1, reason=reason),
    )
    fresh = Deal.objects.select_related("step").get(pk=deal.pk)
    last = Event.objects.filter(deal=deal).latest("id")
    assert fresh.revision == Event.objects.filter(deal=deal).count() == 2
    assert (fresh.state == "lost") == (last.kind == EventKind.LOST)
    assert fresh.step.code == ("LD1" if last.kind == EventKind.LOST else "LD2")


def test_notes_of_two_people_are_both_kept(people: tuple[Person, Person]) -> None:
    deal = cast.deal(people[0])
    together(*(lambda who=who: actions.add_note(who, deal.pk, text=who.name) for who in people))
    notes = Event.objects.filter(deal=deal, kind=EventKind.NOTED)
    assert {note.details["text"] for note in notes} == {"Hugo Reed", "Alice Hart"}
    assert Deal.objects.get(pk=deal.pk).revision == 3


def test_a_crash_after_the_deal_was_saved_takes_the_move_back(
    people: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    hugo, _alice = people
    deal = cast.deal(hugo, at="LD1")
    before = Deal.objects.filter(pk=deal.pk).values().get()

    def crash(*_args: object, **_named: object) -> str:
        raise RuntimeError("the power went off")

    monkeypatch.setattr(recording, "_acting_role", crash)
    with pytest.raises(RuntimeError):
        actions.move_deal(hugo, deal.pk, cast.step("LD2").pk, seen=1, given=NEED)
    assert Deal.objects.filter(pk=deal.pk).values().get() == before
    assert Event.objects.filter(deal=deal).count() == 1
