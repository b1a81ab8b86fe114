"""Adding people, changing them, letting them go, taking them back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeloop.company.actions import (
    PersonCard,
    add_person,
    change_person,
    change_profile,
    create_token,
    dismiss_person,
    reinstate_person,
)
from pipeloop.company.models import Person, Team
from pipeloop.core.errors import Forbidden, NotFound, Refused
from pipeloop.core.ids import PersonId, TeamId
from tests import cast

pytestmark = pytest.mark.django_db

NEW = PersonCard(name="Dina Moss", email="dina@example.com", roles=["hunter"], language="en")
NOBODY = PersonId(10**9)


def card_of(person: Person, **changes: object) -> PersonCard:
    """Somebody's card as it is, with these changes."""
    team = TeamId(person.team_id) if person.team_id else None
    card = PersonCard(
        name=person.name,
        email=person.email or "",
        team=team,
        roles=sorted(person.role_codes),
        language=person.language,
        time_zone=person.time_zone,
    )
    return replace(card, **changes)  # type: ignore[arg-type]


def fresh(person: Person) -> Person:
    """The row as it is now, with nothing remembered."""
    return Person.objects.get(pk=person.pk)


def test_who_is_added_has_the_card_and_signs_in_with_the_password(alice: Person) -> None:
    north = TeamId(alice.team_id)
    added, password = add_person(alice, replace(NEW, team=north, time_zone="Asia/Omsk"))
    row = fresh(added)
    assert (row.name, row.email, row.language) == ("Dina Moss", "dina@example.com", "en")
    assert (row.team_id, row.time_zone, row.is_active) == (north, "Asia/Omsk", True)
    assert row.role_codes == {"hunter"}
    assert len(password) >= 12
    assert row.check_password(password)


def test_two_people_are_never_given_the_same_password(alice: Person) -> None:
    _one, first = add_person(alice, NEW)
    _two, second = add_person(alice, replace(NEW, email="other@example.com"))
    assert first != second


def test_who_has_no_address_gets_no_password(alice: Person) -> None:
    added, password = add_person(alice, replace(NEW, email="  "))
    assert password == ""
    assert fresh(added).email is None
    assert not fresh(added).has_usable_password()


def test_any_number_of_people_has_no_address(alice: Person) -> None:
    add_person(alice, replace(NEW, email=""))
    add_person(alice, replace(NEW, email=""))
    assert Person.objects.filter(name=NEW.name, email=None).count() == 2


def test_an_address_given_later_comes_with_a_password(adam: Person, alice: Person) -> None:
    added, _none = add_person(alice, replace(NEW, email=""))
    changed, password = change_person(alice, PersonId(added.pk), NEW)
    assert fresh(changed).check_password(password)


def test_a_change_of_card_leaves_the_password_alone(
    adam: Person, alice: Person, bob: Person
) -> None:
    _row, password = change_person(alice, PersonId(bob.pk), card_of(bob, name="Robert Stone"))
    assert password == ""
    assert fresh(bob).name == "Robert Stone"
    assert fresh(bob).check_password(cast.PASSWORD)


def test_a_name_is_kept_with_single_spaces(alice: Person) -> None:
    added, _password = add_person(alice, replace(NEW, name="  Dina \t  Moss\n"))
    assert fresh(added).name == "Dina Moss"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": " \t "}, "no_name", "name"),
        ({"language": "de"}, "bad_language", "language"),
        ({"language": ""}, "bad_language", "language"),
        ({"time_zone": "Europe/Atlantis"}, "bad_zone", "time_zone"),
        ({"time_zone": "../etc/passwd"}, "bad_zone", "time_zone"),
        ({"team": TeamId(10**9)}, "no_team", "team"),
        ({"roles": ["hunter", "emperor"]}, "no_role", "roles"),
        ({"email": "bob@example.com"}, "address_in_use", "email"),
        ({"email": "BOB@Example.COM"}, "address_in_use", "email"),
        ({"email": " bob@example.com "}, "address_in_use", "email"),
    ],
)
def test_a_wrong_card_is_refused_and_nothing_is_written(
    alice: Person, bob: Person, change: dict[str, object], code: str, field: str
) -> None:
    before = Person.objects.count()
    with pytest.raises(Refused) as refusal:
        add_person(alice, replace(NEW, **change))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert Person.objects.count() == before


def test_a_refused_change_leaves_the_person_as_they_were(
    adam: Person, alice: Person, bob: Person
) -> None:
    with pytest.raises(Refused):
        change_person(alice, PersonId(bob.pk), card_of(bob, name="New", email=alice.email))
    assert (fresh(bob).name, fresh(bob).email) == ("Bob Stone", "bob@example.com")


def test_one_may_write_ones_own_address_in_another_case(
    adam: Person, alice: Person, bob: Person
) -> None:
    change_person(alice, PersonId(bob.pk), card_of(bob, email="Bob@Example.com"))
    assert fresh(bob).email == "Bob@Example.com"


@pytest.mark.parametrize("role", ["marketer", "hunter", "closer", "client_manager"])
def test_a_seller_manages_nobody(house: None, bob: Person, role: str) -> None:
    seller = cast.person("Sam Seller", role)
    for act in (
        lambda: add_person(seller, NEW),
        lambda: change_person(seller, PersonId(bob.pk), card_of(bob)),
        lambda: dismiss_person(seller, PersonId(bob.pk)),
        lambda: reinstate_person(seller, PersonId(bob.pk)),
    ):
        with pytest.raises(Forbidden) as refusal:
            act()
        assert refusal.value.rule == "manage_people"
    assert fresh(bob).is_active


def test_a_manager_who_was_dismissed_manages_nobody(alice: Person, adam: Person) -> None:
    gone = dismiss_person(adam, PersonId(alice.pk))
    with pytest.raises(Forbidden):
        add_person(gone, NEW)
    assert not Person.objects.filter(email=NEW.email).exists()


def test_who_is_not_there_is_not_found(adam: Person) -> None:
    for act in (
        lambda: change_person(adam, NOBODY, NEW),
        lambda: dismiss_person(adam, NOBODY),
        lambda: reinstate_person(adam, NOBODY),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_dismissed_lose_their_password_and_their_keys(adam: Person, bob: Person) -> None:
    create_token(bob, name="script", scope="write", days=30)
    dismiss_person(adam, PersonId(bob.pk))
    assert not fresh(bob).is_active
    assert not fresh(bob).check_password(cast.PASSWORD)
    assert not bob.tokens.exists()


def test_nobody_dismisses_themselves(adam: Person, olga: Person) -> None:
    with pytest.raises(Refused) as refusal:
        dismiss_person(adam, PersonId(adam.pk))
    assert refusal.value.code == "yourself"
    assert fresh(adam).is_active


def test_who_is_taken_back_works_again_with_a_new_password(adam: Person, bob: Person) -> None:
    dismiss_person(adam, PersonId(bob.pk))
    back, password = reinstate_person(adam, PersonId(bob.pk))
    assert fresh(back).is_active
    assert fresh(back).check_password(password)
    assert not fresh(back).check_password(cast.PASSWORD)
    assert fresh(back).role_codes == {"closer"}


def test_who_is_taken_back_without_an_address_gets_no_password(adam: Person) -> None:
    added, _none = add_person(adam, replace(NEW, email=""))
    dismiss_person(adam, PersonId(added.pk))
    back, password = reinstate_person(adam, PersonId(added.pk))
    assert password == ""
    assert not fresh(back).has_usable_password()


def test_everybody_changes_their_own_name_language_and_zone(bob: Person) -> None:
    change_profile(bob, name=" Robert  Stone ", language="ru", time_zone="Asia/Tokyo")
    row = fresh(bob)
    assert (row.name, row.language, row.time_zone) == ("Robert Stone", "ru", "Asia/Tokyo")
    assert (row.email, row.role_codes) == ("bob@example.com", {"closer"})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"language": "fr"}, "bad_language"),
        ({"time_zone": "Mars/Olympus"}, "bad_zone"),
    ],
)
def test_a_wrong_profile_is_refused(bob: Person, change: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        change_profile(bob, **({"name": "Bob", "language": "en", "time_zone": "UTC"} | change))
    assert refusal.value.code == code
    assert fresh(bob).name == "Bob Stone"


def test_a_team_is_changed_with_the_card(adam: Person, alice: Person, bob: Person) -> None:
    south = Team.objects.create(name="South")
    change_person(alice, PersonId(bob.pk), card_of(bob, team=TeamId(south.pk)))
    assert fresh(bob).team == south
    change_person(alice, PersonId(bob.pk), card_of(bob, team=None))
    assert fresh(bob).team is None
