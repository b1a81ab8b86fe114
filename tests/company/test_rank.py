"""Who outranks whom, and that somebody always keeps the company."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeloop.company.actions import (
    PersonCard,
    add_person,
    change_person,
    dismiss_person,
    reinstate_person,
)
from pipeloop.company.models import Person
from pipeloop.core.errors import Forbidden, Refused
from pipeloop.core.ids import PersonId
from tests import cast
from tests.company.test_people import NEW, card_of, fresh
from tests.company.together import at_once

HIGH = ["owner", "administrator"]


@pytest.mark.django_db
@pytest.mark.parametrize("role", HIGH)
def test_a_head_of_sales_makes_no_owner_and_no_administrator(alice: Person, role: str) -> None:
    before = Person.objects.count()
    with pytest.raises(Forbidden) as refusal:
        add_person(alice, PersonCard(name="New", roles=["hunter", role]))
    assert refusal.value.rule == "grant_role"
    assert Person.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("role", HIGH)
def test_a_head_of_sales_raises_nobody_not_even_themselves(
    alice: Person, bob: Person, role: str
) -> None:
    for whom in (alice, bob):
        with pytest.raises(Forbidden):
            change_person(alice, PersonId(whom.pk), card_of(whom, roles=[*whom.role_codes, role]))
        assert role not in fresh(whom).role_codes


@pytest.mark.django_db
@pytest.mark.parametrize("role", HIGH)
@pytest.mark.parametrize(
    "act",
    [
        lambda alice, high: change_person(alice, high, card_of(fresh_id(high), roles=["hunter"])),
        lambda alice, high: change_person(
            alice, high, card_of(fresh_id(high), email="mine@example.com")
        ),
        lambda alice, high: change_person(alice, high, card_of(fresh_id(high), name="Nobody")),
        lambda alice, high: dismiss_person(alice, high),
        lambda alice, high: reinstate_person(alice, high),
    ],
    ids=["roles", "address", "name", "dismiss", "take back"],
)
def test_a_head_of_sales_touches_nobody_of_higher_rank(
    alice: Person, role: str, act: Callable[[Person, PersonId], object]
) -> None:
    high = cast.person("Hera High", role)
    with pytest.raises(Forbidden) as refusal:
        act(alice, PersonId(high.pk))
    assert refusal.value.rule == "grant_role"
    row = fresh(high)
    assert (row.name, row.email, row.role_codes) == ("Hera High", "hera@example.com", {role})
    assert row.is_active
    assert row.check_password(cast.PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize("role", HIGH)
def test_an_owner_without_an_address_is_not_taken_over_by_giving_one(
    alice: Person, role: str
) -> None:
    high = cast.person("Hera High", role, email=None)
    with pytest.raises(Forbidden):
        change_person(alice, PersonId(high.pk), card_of(high, email="mine@example.com"))
    assert fresh(high).email is None


@pytest.mark.django_db
@pytest.mark.parametrize("actor", HIGH)
@pytest.mark.parametrize("role", [*HIGH, "head_of_sales"])
def test_owners_and_administrators_give_every_role(house: None, actor: str, role: str) -> None:
    high = cast.person("Hera High", actor)
    added, _password = add_person(high, PersonCard(name="New", roles=[role]))
    assert fresh(added).role_codes == {role}
    change_person(high, PersonId(added.pk), card_of(fresh(added), roles=[]))
    assert fresh(added).role_codes == set()


@pytest.mark.django_db
def test_the_last_administrator_is_not_demoted(adam: Person) -> None:
    with pytest.raises(Refused) as refusal:
        change_person(adam, PersonId(adam.pk), card_of(adam, roles=["closer"]))
    assert refusal.value.code == "last_administrator"
    assert fresh(adam).role_codes == {"administrator"}


@pytest.mark.django_db
def test_the_last_administrator_keeps_an_address(adam: Person) -> None:
    with pytest.raises(Refused) as refusal:
        change_person(adam, PersonId(adam.pk), card_of(adam, email=""))
    assert refusal.value.code == "last_administrator"
    assert fresh(adam).email == "adam@example.com"


@pytest.mark.django_db
def test_an_administrator_goes_when_another_stays(adam: Person, olga: Person) -> None:
    dismiss_person(adam, PersonId(olga.pk))
    assert not fresh(olga).is_active


@pytest.mark.django_db
def test_an_administrator_who_cannot_sign_in_does_not_count(adam: Person) -> None:
    cast.person("Ghost Keeper", "owner", email=None)
    cast.person("Gone Keeper", "owner", is_active=False)
    with pytest.raises(Refused) as refusal:
        change_person(adam, PersonId(adam.pk), card_of(adam, roles=[]))
    assert refusal.value.code == "last_administrator"


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_dismiss_each_other_at_once_leave_one(
    adam: Person, olga: Person
) -> None:
    answers = at_once(
        lambda: dismiss_person(fresh(adam), PersonId(olga.pk)),
        lambda: dismiss_person(fresh(olga), PersonId(adam.pk)),
    )
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], Refused | Forbidden)
    assert [fresh(adam).is_active, fresh(olga).is_active].count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_step_down_at_once_leave_one(adam: Person, olga: Person) -> None:
    answers = at_once(
        *(
            lambda own=person: change_person(fresh(own), PersonId(own.pk), card_of(own, roles=[]))
            for person in (adam, olga)
        )
    )
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [getattr(error, "code", error) for error in refused] == ["last_administrator"]
    assert sum(bool(fresh(person).role_codes) for person in (adam, olga)) == 1


@pytest.mark.django_db(transaction=True)
def test_an_address_given_to_two_at_once_goes_to_one(adam: Person) -> None:
    answers = at_once(
        lambda: add_person(fresh(adam), NEW),
        lambda: add_person(fresh(adam), PersonCard(name="Other", email=NEW.email.upper())),
    )
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [getattr(error, "code", error) for error in refused] == ["address_in_use"]
    assert Person.objects.filter(email__iexact=NEW.email).count() == 1


def fresh_id(person_id: PersonId) -> Person:
    """The row of an id."""
    return Person.objects.get(pk=person_id)
