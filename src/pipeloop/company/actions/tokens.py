"""API tokens, with which programs act for a person."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import ApiToken, Person
from pipeloop.company.words import Scope
from pipeloop.core.clock import now
from pipeloop.core.errors import NotFound, Refused

PREFIX = "pl_"
DAYS = (30, 90, 365)


def digest(secret: str) -> str:
    """What is stored of a token: enough to recognise it, not enough to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(actor: Person, *, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """Create a token for oneself; return it and its secret, which is shown only once.

    Raises:
        Refused: no name, or a scope or a term that is not offered.
    """
    if not name.strip():
        raise Refused("no_name", _("Say what the token is for."), field="name")
    if scope not in Scope.values or days not in DAYS:
        raise Refused("bad_value", _("Choose from the list."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=actor,
        name=name.strip()[:100],
        digest=digest(secret),
        scope=scope,
        created_at=now(),
        expires_at=now() + timedelta(days=days),
    )
    return token, secret


@transaction.atomic
def revoke_token(actor: Person, token_id: int) -> None:
    """Revoke one of the actor's own tokens.

    Raises:
        NotFound: the actor has no such token.
    """
    deleted, _rows = ApiToken.objects.filter(pk=token_id, person=actor).delete()
    if not deleted:
        raise NotFound("token")


def person_of_token(secret: str, *, write: bool) -> Person | None:
    """The owner of a token that is valid and allows this; None otherwise."""
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest(secret), expires_at__gt=now(), person__is_active=True)
        .first()
    )
    if token is None or (write and token.scope != Scope.WRITE):
        return None
    today = now().date()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token.person
