"""API tokens: what is kept of them, and when they let nobody in."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest

from pipeloop.company.actions import create_token, dismiss_person, reinstate_person, revoke_token
from pipeloop.company.actions.tokens import person_of_token
from pipeloop.company.models import ApiToken, Person
from pipeloop.core import clock
from pipeloop.core.errors import NotFound, Refused
from pipeloop.core.ids import PersonId
from tests import cast

pytestmark = pytest.mark.django_db


def test_only_the_digest_of_a_key_is_kept(alice: Person) -> None:
    token, secret = create_token(alice, name="script", scope="read", days=30)
    row = ApiToken.objects.values().get(pk=token.pk)
    assert row["digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in repr(row)
    assert secret.removeprefix("pl_") not in repr(row)


def test_keys_are_long_and_never_alike(alice: Person) -> None:
    secrets = {create_token(alice, name="k", scope="read", days=30)[1] for _n in range(20)}
    assert len(secrets) == 20
    assert all(secret.startswith("pl_") and len(secret) >= 40 for secret in secrets)


@pytest.mark.parametrize("days", [30, 90, 365])
def test_a_key_lives_as_long_as_was_said(alice: Person, days: int) -> None:
    with clock.at(cast.TUESDAY):
        token, secret = create_token(alice, name="script", scope="write", days=days)
    assert token.expires_at == cast.TUESDAY + timedelta(days=days)
    with clock.at(cast.TUESDAY + timedelta(days=days, seconds=-1)):
        assert person_of_token(secret, write=True) == alice
    with clock.at(cast.TUESDAY + timedelta(days=days)):
        assert person_of_token(secret, write=False) is None


def test_a_key_for_reading_does_not_write(alice: Person) -> None:
    _token, secret = create_token(alice, name="script", scope="read", days=30)
    assert person_of_token(secret, write=False) == alice
    assert person_of_token(secret, write=True) is None


def test_a_key_for_writing_reads_as_well(alice: Person) -> None:
    _token, secret = create_token(alice, name="script", scope="write", days=30)
    assert person_of_token(secret, write=False) == alice
    assert person_of_token(secret, write=True) == alice


@pytest.mark.parametrize("wrong", ["", "pl_", "pl_0", "none", "pl_\x00"])
def test_an_unknown_key_is_nobodys(alice: Person, wrong: str) -> None:
    create_token(alice, name="script", scope="write", days=30)
    assert person_of_token(wrong, write=False) is None


def test_the_digest_is_not_a_key(alice: Person) -> None:
    token, _secret = create_token(alice, name="script", scope="write", days=30)
    assert person_of_token(token.digest, write=False) is None


def test_a_revoked_key_works_no_more(alice: Person) -> None:
    token, secret = create_token(alice, name="script", scope="write", days=30)
    _other, kept = create_token(alice, name="other", scope="write", days=30)
    revoke_token(alice, token.pk)
    assert person_of_token(secret, write=False) is None
    assert person_of_token(kept, write=False) == alice


def test_nobody_revokes_the_key_of_another(alice: Person, adam: Person) -> None:
    token, secret = create_token(alice, name="script", scope="write", days=30)
    with pytest.raises(NotFound):
        revoke_token(adam, token.pk)
    assert person_of_token(secret, write=True) == alice


def test_a_key_ends_with_the_dismissal_and_does_not_come_back(adam: Person, bob: Person) -> None:
    _token, secret = create_token(bob, name="script", scope="write", days=30)
    dismiss_person(adam, PersonId(bob.pk))
    assert person_of_token(secret, write=False) is None
    reinstate_person(adam, PersonId(bob.pk))
    assert person_of_token(secret, write=False) is None


def test_a_key_of_somebody_inactive_lets_nobody_in(bob: Person) -> None:
    _token, secret = create_token(bob, name="script", scope="write", days=30)
    Person.objects.filter(pk=bob.pk).update(is_active=False)
    assert person_of_token(secret, write=False) is None


def test_a_key_shows_the_day_it_was_last_used(alice: Person) -> None:
    with clock.at(cast.TUESDAY):
        token, secret = create_token(alice, name="script", scope="read", days=30)
        assert token.last_used_on is None
        person_of_token(secret, write=False)
    token.refresh_from_db()
    assert token.last_used_on == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "no_name"),
        ({"scope": "admin"}, "bad_value"),
        *(({"days": days}, "bad_value") for days in (0, -30, 31, 3650)),
    ],
)
def test_a_key_that_is_not_offered_is_not_made(
    alice: Person, change: dict[str, object], code: str
) -> None:
    card: dict[str, object] = {"name": "script", "scope": "read", "days": 30}
    with pytest.raises(Refused) as refusal:
        create_token(alice, **card | change)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert not ApiToken.objects.exists()
